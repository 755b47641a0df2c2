"""The same questions put to python-igraph or networkx. Reads the columns, prints one JSON line."""

import hashlib
import json
import sys
from array import array
from collections import deque
from time import perf_counter

library, folder = sys.argv[1], sys.argv[2]
questions = json.load(open(f"{folder}/questions.json"))
sources = questions["sources"]


def column(name, code):
    values = array(code)
    with open(f"{folder}/{name}", "rb") as file:
        values.frombytes(file.read())
    return values


def best_of(runs, ask):
    ask()
    best, answer = float("inf"), None
    for _ in range(runs):
        start = perf_counter()
        answer = ask()
        best = min(best, (perf_counter() - start) * 1000)
    return {"ms": best, "answer": answer}


def best_of_blocks(ask):
    """Some sources at a time, the best of each, so that other work on the machine disturbs less."""
    step, ms, answer = questions["block"], 0, []
    for at in range(0, len(sources), step):
        block = best_of(questions["runs"], lambda: ask(sources[at : at + step]))
        ms += block["ms"]
        answer += block["answer"]
    return {"ms": ms, "answer": answer}


def in_time(out_edges, source, hops_max):
    """Accounts reached in time order, transfers of one block being simultaneous."""
    arrival, frontier = {source: 0}, [(source, 0)]
    for _ in range(hops_max):
        improved = set()
        for node, departure in frontier:
            for target, height in out_edges(node):
                if height >= departure and height < arrival.get(target, 1 << 60):
                    arrival[target] = height
                    improved.add(target)
        frontier = [(node, arrival[node]) for node in improved]
    return len(arrival)


def fifo(transfers, accounts, seeds):
    """First in first out for some seeds in one pass: what is left of each, and where."""
    balance, queues, traced = [0] * accounts, {}, [0] * accounts
    seed_at = {}
    for seed, index in enumerate(seeds):
        seed_at.setdefault(index, []).append(seed)
    for index, (sender, receiver, amount) in enumerate(transfers):
        held, carried = balance[sender], None
        balance[sender] = max(0, held - amount)
        if traced[sender]:
            carried, left, queue = [], amount, queues[sender]
            while left and queue:
                labels, value = queue[0]
                part = min(value, left)
                left -= part
                if part == value:
                    queue.popleft()
                else:
                    queue[0] = (labels, value - part)
                carried.append((labels, part))
                if labels:
                    traced[sender] -= part
            if left:
                carried.append(((), left))
            if not traced[sender]:
                del queues[sender]
        if index in seed_at:
            starts = tuple(seed_at[index])
            carried = [(labels + starts, part) for labels, part in carried or [((), amount)]]
        before = balance[receiver]
        balance[receiver] = before + amount
        if carried is None or not any(labels for labels, _ in carried):
            if traced[receiver]:
                append(queues[receiver], (), amount)
            continue
        if not traced[receiver]:
            queues[receiver] = deque()
            append(queues[receiver], (), before)
        for labels, part in carried:
            append(queues[receiver], labels, part)
            if labels:
                traced[receiver] += part
    ends = {}
    for pot, queue in queues.items():
        for labels, value in queue:
            for seed in labels:
                ends[seed, pot] = ends.get((seed, pot), 0) + value
    lines = "\n".join(f"{seed} {pot} {ends[seed, pot]}" for seed, pot in sorted(ends))
    return hashlib.sha256(lines.encode()).hexdigest()


def append(queue, labels, amount):
    if not amount:
        return
    if queue and queue[-1][0] == labels:
        queue[-1] = (labels, queue[-1][1] + amount)
    else:
        queue.append((labels, amount))


def main():
    senders, receivers = column("from", "I"), column("to", "I")
    heights, amounts = column("height", "I"), column("amount", "d")
    accounts, hops_max = questions["accounts"], questions["hopsMax"]
    seeds = questions["seeds"]
    start = perf_counter()
    if library == "igraph":
        import igraph

        graph = igraph.Graph(n=accounts, edges=list(zip(senders, receivers)), directed=True)
        graph.es["height"] = heights.tolist()
        graph.es["amount"] = [int(amount) for amount in amounts]

        def plain(some=sources):
            return graph.neighborhood_size(some, order=hops_max, mode="out")

        heights_of, targets = graph.es["height"], [edge[1] for edge in graph.get_edgelist()]

        def out_edges(node):
            return [(targets[edge], heights_of[edge]) for edge in graph.incident(node, mode="out")]

        pairs, values = graph.get_edgelist(), graph.es["amount"]
        transfers = [(a, b, value) for (a, b), value in zip(pairs, values)]
    else:
        import networkx

        graph = networkx.MultiDiGraph()
        graph.add_nodes_from(range(accounts))
        graph.add_edges_from(
            (a, b, {"height": height, "amount": int(amount), "at": at})
            for at, (a, b, height, amount) in enumerate(zip(senders, receivers, heights, amounts))
        )

        def plain():
            reach = networkx.single_source_shortest_path_length
            return [len(reach(graph, source, cutoff=hops_max)) for source in sources]

        def out_edges(node):
            return [
                (target, edge["height"])
                for target, edges in graph.adj[node].items()
                for edge in edges.values()
            ]

        ordered = sorted(graph.edges(data=True), key=lambda edge: edge[2]["at"])
        transfers = [(a, b, edge["amount"]) for a, b, edge in ordered]
    build_ms = (perf_counter() - start) * 1000
    plain_best = best_of_blocks(plain) if library == "igraph" else best_of(1, plain)
    if questions["plainOnly"]:
        print(json.dumps({"peer": library, "buildMs": build_ms, "plain": plain_best}))
        return
    result = {
        "peer": library,
        "buildMs": build_ms,
        "plain": plain_best,
        "inTime": best_of(1, lambda: [in_time(out_edges, source, hops_max) for source in sources]),
        "oneSeed": best_of(1, lambda: fifo(transfers, accounts, seeds[:1])),
        "crowd": best_of(1, lambda: fifo(transfers, accounts, seeds)),
    }
    print(json.dumps(result))


main()
