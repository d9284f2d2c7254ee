//! A scene for a test: an empty folder, the real binary, and an index of its own.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use assert_cmd::Command;
use tempfile::TempDir;

/// The theses that the project brings along.
pub(crate) fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// An empty folder with an index beside it.
pub(crate) struct Scene {
    root: TempDir,
}

/// What a command said.
pub(crate) struct Said {
    /// Exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Scene {
    /// Without a PDF.
    pub(crate) fn empty() -> Self {
        let root = TempDir::new().unwrap();
        fs::create_dir(root.path().join("theses")).unwrap();
        Self { root }
    }

    /// With copies of these samples and the records beside them.
    pub(crate) fn with(names: &[&str]) -> Self {
        let scene = Self::empty();
        for name in names {
            for extension in ["pdf", "json"] {
                let from = samples().join(name).with_extension(extension);
                if from.exists() {
                    fs::copy(from, scene.theses().join(name).with_extension(extension)).unwrap();
                }
            }
        }
        scene
    }

    /// The same, indexed.
    pub(crate) fn indexed(names: &[&str]) -> Self {
        let scene = Self::with(names);
        let said = scene.ibid(&["index", "theses"]);
        assert!(said.code == 0 || said.code == 2, "{}", said.err);
        scene
    }

    /// The folder of PDFs.
    pub(crate) fn theses(&self) -> PathBuf {
        self.root.path().join("theses")
    }

    /// The folder of the index.
    pub(crate) fn index(&self) -> PathBuf {
        self.root.path().join("index")
    }

    /// The folder of the scene.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// The command, to be run in the scene.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::cargo_bin("ibid").unwrap();
        command.current_dir(self.root.path());
        for variable in ["IBID_INDEX", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs `ibid` in the scene.
    pub(crate) fn ibid(&self, arguments: &[&str]) -> Said {
        said(self.command().args(arguments).output().unwrap())
    }

    /// Runs `ibid` and parses each line of its output as JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Vec<serde_json::Value> {
        let said = self.ibid(arguments);
        assert!(said.code <= 1, "{}", said.err);
        said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// What an [`Output`] said.
pub(crate) fn said(output: Output) -> Said {
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The characters of `text` that each of `marks` covers.
pub(crate) fn marked(passage: &serde_json::Value) -> Vec<String> {
    let text: Vec<char> = passage["text"].as_str().unwrap().chars().collect();
    let range = |mark: &serde_json::Value| mark[0].as_u64().unwrap() as usize..mark[1].as_u64().unwrap() as usize;
    passage["marks"].as_array().unwrap().iter().map(|mark| text[range(mark)].iter().collect()).collect()
}
