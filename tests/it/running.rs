//! A process that ends with the test that started it, whichever way that ends: a `Child` alone would
//! live on when an assertion fails.

use std::io::Read as _;
use std::ops::{Deref, DerefMut};
use std::process::{Child, Command, Output};

pub(crate) struct Running(Child);

impl Running {
    pub(crate) fn start(program: &mut Command) -> Self {
        Self(program.spawn().unwrap())
    }

    /// Sends it a signal, named as `kill` has it.
    pub(crate) fn signal(&self, name: &str) {
        let told = Command::new("kill").args([name, &self.id().to_string()]).status();
        assert!(told.unwrap().success());
    }

    /// Waits until it has ended, and gives what it wrote to its standard output.
    pub(crate) fn output(mut self) -> Output {
        drop(self.stdin.take());
        let mut stdout = Vec::new();
        self.stdout.take().unwrap().read_to_end(&mut stdout).unwrap();
        let status = self.wait().unwrap();
        Output { status, stdout, stderr: Vec::new() }
    }
}

impl Deref for Running {
    type Target = Child;

    fn deref(&self) -> &Child {
        &self.0
    }
}

impl DerefMut for Running {
    fn deref_mut(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended by itself cannot be killed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
