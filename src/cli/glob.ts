/**
 * A pattern in which `*` stands for any text and `?` for any character; all else stands for itself. Of the stars
 * only the last one that was met is ever tried again, so the work is at most pattern times text.
 */
export function matcher(glob: string): (text: string) => boolean {
  return (text) => {
    let [at, position] = [0, 0];
    // Where the last star stands, and up to where of the text it reaches.
    let [star, reach] = [-1, 0];
    while (at < text.length) {
      const wanted = glob[position];
      if (wanted === "*") {
        star = position++;
        reach = at;
      } else if (wanted === "?" || (wanted !== undefined && wanted === text[at])) {
        position++;
        at++;
      } else if (star >= 0) {
        position = star + 1;
        at = ++reach;
      } else return false;
    }
    while (glob[position] === "*") position++;
    return position === glob.length;
  };
}

/** Whether a case is meant by a pattern: by its whole name, or by what follows the lab's. */
export function nameMatcher(glob: string): (name: string) => boolean {
  const matches = matcher(glob);
  return (name) => matches(name) || matches(name.slice(name.indexOf("/") + 1));
}
