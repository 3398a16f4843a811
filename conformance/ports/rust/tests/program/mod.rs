//! Runs a program as its user does.

use std::process::{Command, Output, Stdio};

pub struct Program(pub &'static str);

impl Program {
    fn output<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Output {
        Command::new(self.0).args(words).output().unwrap()
    }

    /// Standard output of a run that must succeed and complain about nothing.
    pub fn bytes(&self, line: &str) -> Vec<u8> {
        let output = self.output(line.split_whitespace());
        assert_eq!(output.status.code(), Some(0), "{line}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
        output.stdout
    }

    pub fn text(&self, line: &str) -> String {
        String::from_utf8(self.bytes(line)).unwrap()
    }

    /// The words are those between single spaces, so that one can be empty. An underscore in a word
    /// stands for a space.
    pub fn assert_refuses(&self, line: &str, named: &str) {
        let words: Vec<_> = line.split(' ').map(|word| word.replace('_', " ")).collect();
        let output = self.output(words.iter().map(String::as_str));
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{line:?}");
        assert_eq!(output.stdout, [], "{line:?}");
        assert!(message.contains(named), "{line:?}: {message}");
        assert!(message.contains("expected"), "{line:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{line:?}: {message}");
    }

    /// A reader that leaves early, as `head` does, must not provoke a word.
    pub fn assert_bears_a_closed_pipe(&self, line: &str) {
        let mut child = Command::new(self.0)
            .args(line.split_whitespace())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.code().is_some(), "ended by a signal");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}
