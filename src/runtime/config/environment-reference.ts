const reference = /\$\{([A-Z][A-Z0-9_]*)\}/g;

/**
 * Puts variables of the environment in the place of `${NAME}`; undefined when one of them is not
 * set or empty.
 */
export function fromEnvironment(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  let missing = false;
  const filled = text.replace(reference, (_whole, name: string) => {
    const value = environment[name] ?? '';
    if (value === '') missing = true;
    return value;
  });
  return missing ? undefined : filled;
}
