import { readFileSync } from 'node:fs';
import { Block } from 'bitcoinjs-lib';
import { parseBlock } from '../src/chains/bitcoin/raw-block.ts';
import { utxoTransactionOf } from '../src/chains/bitcoin/map.ts';
import { accountSpelling } from '../src/accounts/script-accounts.ts';
import { chainId } from '../src/domain/caip.ts';
const raw = readFileSync('/work/shared/data/tracing/blocks/block300025.raw');
const chain=chainId('bip122:000000000019d6689c085ae165831e93');
const spell=accountSpelling(chain);
const led=(sp:any)=>{const b=parseBlock(raw); return b.transactions.map((r,i)=>utxoTransactionOf(chain,sp,{height:1,blockHash:b.hash,time:'',txIndex:i},r));};
const fs:any={peer:()=>Block.fromBuffer(raw),parse:()=>parseBlock(raw),ledger:()=>led(spell),unspelled:()=>led(()=>undefined)};
const best:any={};
for(let i=0;i<400;i++) for(const k in fs){const s=performance.now();fs[k]();best[k]=Math.min(best[k]??1e9,performance.now()-s);}
console.log(Object.entries(best).map(([k,v]:any)=>k+' '+v.toFixed(3)).join('  '), 'ratio', (best.peer/best.ledger).toFixed(3));
