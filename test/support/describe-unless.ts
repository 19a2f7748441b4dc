/** A `describe` that is skipped for a reason, which its title then says; without a reason it runs. */
export function describeUnless(reason: string | undefined) {
  return (title: string, specs: () => void): void => {
    if (reason === undefined) describe(title, specs);
    else describe.skip(`${title} (skipped: ${reason})`, specs);
  };
}
