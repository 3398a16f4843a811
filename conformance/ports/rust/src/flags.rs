//! The command line that the two programs share: flags in any order, each followed by its value as
//! the next word, and at most one flag that chooses what to print.

use std::collections::BTreeMap;
use std::env;
use std::fmt::{self, Display};
use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write};
use std::ops::RangeInclusive;
use std::process::ExitCode;
use std::str::FromStr;

const DUMP: &str = "--dump";
const DUMP_AFTER: &str = "--dump-after";
const DIGESTS: &str = "--digests";

/// Why a command line is refused: names the flag, and says what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(String);

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a program did not print its result.
#[derive(Debug)]
pub enum Failure {
    Refused(Refusal),
    NotPrinted(io::Error),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::NotPrinted(error)
    }
}

/// Runs `program` with the words of the command line and standard output, and maps its outcome to
/// an exit code.
pub fn run(
    name: &str,
    program: fn(Vec<String>, &mut BufWriter<StdoutLock>) -> Result<(), Failure>,
) -> ExitCode {
    // A word that is not UTF-8 is no legal flag or value, and what is made of it here is none.
    let words = env::args_os().skip(1);
    let words = words.map(|word| word.to_string_lossy().into_owned());
    let mut out = BufWriter::new(io::stdout().lock());
    let outcome = program(words.collect(), &mut out).and_then(|()| Ok(out.flush()?));
    let (code, message) = match outcome {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Refused(refusal)) => (2, refusal.to_string()),
        // The reader has seen enough: nothing to complain about.
        Err(Failure::NotPrinted(error)) if error.kind() == ErrorKind::BrokenPipe => {
            return ExitCode::FAILURE;
        }
        Err(Failure::NotPrinted(error)) => (1, format!("standard output: {error}")),
    };
    // Not eprintln, which panics when standard error cannot be written.
    let _ = writeln!(io::stderr(), "{name}: {message}");
    ExitCode::from(code)
}

/// What to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// The SHA-256 of the final dump.
    Hash,
    /// The final dump.
    Dump,
    /// The dump of the state after this tick or operation.
    DumpAfter(u32),
    /// One digest for every tick or operation.
    Digests,
}

/// The words of a command line, sorted into flags and values. The values are not yet understood.
#[derive(Debug)]
pub struct Flags {
    values: BTreeMap<String, String>,
}

impl Flags {
    /// `known` are the lab's own flags.
    pub fn parse(words: impl IntoIterator<Item = String>, known: &[&str]) -> Result<Self, Refusal> {
        let mut values = BTreeMap::new();
        let mut words = words.into_iter();
        while let Some(flag) = words.next() {
            let value = if [DUMP, DIGESTS].contains(&flag.as_str()) {
                String::new()
            } else if flag == DUMP_AFTER || known.contains(&flag.as_str()) {
                // No legal value begins with dashes: one that does is the next flag.
                match words.next().filter(|word| !word.starts_with("--")) {
                    Some(word) => word,
                    None => return Err(Refusal(format!("{flag}: expected a value after it"))),
                }
            } else {
                let known = known.join(" ");
                return Err(Refusal(format!(
                    "{flag:?}: expected one of the flags {known} {DUMP} {DUMP_AFTER} {DIGESTS}"
                )));
            };
            if values.contains_key(&flag) {
                return Err(Refusal(format!("{flag}: expected only once")));
            }
            values.insert(flag, value);
        }
        Ok(Self { values })
    }

    pub fn value(&self, flag: &str) -> Option<&str> {
        self.values.get(flag).map(String::as_str)
    }

    /// The refusal of the value that `flag` was given, or of its absence.
    pub fn refusal(&self, flag: &str, expected: impl Display) -> Refusal {
        match self.value(flag) {
            Some(value) => Refusal(format!("{flag}: expected {expected}, got {value:?}")),
            None => Refusal(format!("{flag}: expected {expected}, but it is missing")),
        }
    }

    pub fn number<T>(&self, flag: &str, range: RangeInclusive<T>) -> Result<T, Refusal>
    where
        T: FromStr + PartialOrd + Display,
    {
        self.value(flag)
            .and_then(number)
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                let (low, high) = range.into_inner();
                self.refusal(flag, format_args!("a decimal number from {low} to {high}"))
            })
    }

    pub fn number_or<T>(
        &self,
        flag: &str,
        range: RangeInclusive<T>,
        default: T,
    ) -> Result<T, Refusal>
    where
        T: FromStr + PartialOrd + Display,
    {
        match self.value(flag) {
            Some(_) => self.number(flag, range),
            None => Ok(default),
        }
    }

    /// The comma-separated u32 numbers of an optional flag. An empty list is refused: what stands
    /// between its commas is no number.
    pub fn list(&self, flag: &str) -> Result<Option<Vec<u32>>, Refusal> {
        self.value(flag)
            .map(|value| {
                let numbers: Option<_> = value.split(',').map(number).collect();
                let expected = format_args!("decimal numbers up to {} and commas", u32::MAX);
                numbers.ok_or_else(|| self.refusal(flag, expected))
            })
            .transpose()
    }

    /// What to print of a run of `steps` ticks or operations.
    pub fn output(&self, steps: u32) -> Result<Output, Refusal> {
        let mut asked = [DUMP, DUMP_AFTER, DIGESTS]
            .into_iter()
            .filter(|flag| self.values.contains_key(*flag));
        let output = match asked.next() {
            None => Output::Hash,
            Some(DUMP) => Output::Dump,
            Some(DIGESTS) => Output::Digests,
            Some(_) => {
                let step = self.value(DUMP_AFTER).and_then(number);
                let step = step.filter(|&step: &u32| step < steps).ok_or_else(|| {
                    self.refusal(DUMP_AFTER, format_args!("a decimal number below {steps}"))
                })?;
                Output::DumpAfter(step)
            }
        };
        match asked.next() {
            None => Ok(output),
            Some(second) => Err(Refusal(format!(
                "{second}: expected at most one of {DUMP}, {DUMP_AFTER} and {DIGESTS}"
            ))),
        }
    }
}

/// One or more ASCII digits. Leading zeros are fine; the sign that `FromStr` would take is not.
fn number<T: FromStr>(text: &str) -> Option<T> {
    let only_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    only_digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 2] = ["--seed", "--ids"];

    fn parse(line: &str) -> Result<Flags, Refusal> {
        Flags::parse(line.split(' ').map(String::from), &KNOWN)
    }

    #[test]
    fn numbers_are_ascii_digits_in_range() {
        for (text, expected) in [
            ("0", Some(0)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("99999999999999999999999999", None),
            ("007", Some(7)),
            (&("0".repeat(100) + "7"), Some(7)),
            ("", None),
            ("+5", None),
            ("-1", None),
            (" 5", None),
            ("5 ", None),
            ("5x", None),
            ("0x5", None),
            ("1e3", None),
            ("1.0", None),
            ("1_000", None),
            ("٣", None),
        ] {
            assert_eq!(number(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lists_are_numbers_between_commas() {
        for (text, expected) in [
            ("1", Some(vec![1])),
            ("0,007,4294967295", Some(vec![0, 7, u32::MAX])),
            ("", None),
            (",", None),
            ("1,", None),
            (",1", None),
            ("1,,2", None),
            ("1,-2", None),
            ("4294967296", None),
        ] {
            let flags = parse(&format!("--ids {text}")).unwrap();
            match expected {
                Some(_) => assert_eq!(flags.list("--ids"), Ok(expected), "{text:?}"),
                None => assert!(flags.list("--ids").is_err(), "{text:?}"),
            }
        }
        assert_eq!(parse("--seed 1").unwrap().list("--ids"), Ok(None));
    }

    #[test]
    fn at_most_one_output() {
        for (line, expected) in [
            ("--seed 1", Some(Output::Hash)),
            ("--seed 1 --dump", Some(Output::Dump)),
            ("--digests --seed 1", Some(Output::Digests)),
            ("--dump-after 9 --seed 1", Some(Output::DumpAfter(9))),
            ("--dump-after 10", None),
            ("--dump-after x", None),
            ("--dump --digests", None),
            ("--dump --dump-after 1", None),
            ("--digests --dump-after 1", None),
        ] {
            let output = parse(line).unwrap().output(10);
            assert_eq!(output.ok(), expected, "{line}");
        }
    }
}
