/**
 * What stands before a place in a layout, by name: here a count, a length or a flag is looked up. A name is looked
 * for in the group or element that uses it, then in those around it; `header.count` is the field `count` of the
 * nearest `header`. Nothing looks into repeats and optional parts: they have several fields of a name, or none.
 */
export class Lookup<Integer> {
  private readonly outer: Lookup<Integer> | null;
  /** Integers, and groups; null of everything else. */
  private readonly members = new Map<string, Integer | Lookup<Integer> | null>();

  constructor(outer: Lookup<Integer> | null = null) {
    this.outer = outer;
  }

  /** Enters a field: what a look-up of it is to give, or null where it is no integer. */
  add(name: string, integer: Integer | null): void {
    this.members.set(name, integer);
  }

  /** Enters a group; its fields are to be entered in the one that is returned. */
  addGroup(name: string): Lookup<Integer> {
    const group = new Lookup<Integer>(this);
    this.members.set(name, group);
    return group;
  }

  /** The integer of that path; null where none stands before this place. */
  find(path: string): Integer | null {
    const names = path.split(".");
    if (!this.members.has(names[0] as string)) return this.outer?.find(path) ?? null;
    let member: Integer | Lookup<Integer> | null = this;
    for (const name of names) {
      if (!(member instanceof Lookup)) return null;
      member = member.members.get(name) ?? null;
    }
    return member instanceof Lookup ? null : member;
  }
}
