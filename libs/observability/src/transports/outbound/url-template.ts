/** A path with placeholders, and the host that it belongs to if it names one. */
interface Template {
  readonly text: string;
  readonly host: string | undefined;
  readonly segments: readonly string[];
}

/**
 * Finds the template of a called path: `/payments/:id`, or `api.example.com/users/:id` for one host only. Templates are tried in
 * their order; a placeholder begins with `:` and stands for one segment.
 */
export class UrlTemplates {
  private readonly templates: readonly Template[];

  constructor(templates: readonly string[]) {
    this.templates = templates.map(text => {
      const start = text.indexOf('/');
      const host = text.slice(0, start).toLowerCase();
      return { text: text.slice(start), host: host || undefined, segments: text.slice(start).split('/') };
    });
  }

  /** @param path without query */
  of(host: string, path: string): string | undefined {
    if (this.templates.length === 0) return undefined;
    const segments = path.split('/', longest);
    return this.templates.find(
      template => (template.host ?? host) === host && matches(template.segments, segments),
    )?.text;
  }
}

/** Segments of a path that are looked at; a longer one has no template. */
const longest = 64;

function matches(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) =>
      part.startsWith(':') ? segments[index] !== '' : part === segments[index],
    )
  );
}
