//! What the rules look at: the files of the checkout and the members of the workspace.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{fs, io};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Directories that hold no sources, for a tree that git does not know.
const NO_SOURCES: &[&str] = &[".git", ".relycheck", "target"];

/// A tree that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// `git ls-files` did not run.
    #[error("git ls-files: {0}\n  remedy: install git and run this in a clone of the repository")]
    Git(String),
    /// `cargo metadata` did not run.
    #[error("cargo metadata: {0}\n  remedy: mend the manifests until `cargo metadata` reads them")]
    Metadata(#[from] cargo_metadata::Error),
    /// A file is listed and cannot be read.
    #[error("{path}: {error}\n  remedy: make the file readable")]
    File {
        /// Relative to the root.
        path: String,
        /// What the system said.
        error: io::Error,
    },
}

/// A file that is committed or could be: tracked, or neither tracked nor ignored.
#[derive(Clone, Debug)]
pub struct File {
    /// Relative to the root, with forward slashes.
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// Absent where the bytes are no UTF-8.
    pub text: Option<String>,
}

impl File {
    /// A text file.
    #[must_use]
    pub fn text(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), size: text.len() as u64, text: Some(text.to_owned()) }
    }

    /// The last part of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// What follows the last dot of the name, or nothing.
    #[must_use]
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The lines with their numbers, from 1; none for bytes that are no UTF-8.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.iter().flat_map(|text| text.lines()).enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// What a dependency is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Built into the crate, or run by its build script.
    Normal,
    /// For tests alone.
    Development,
}

/// A dependency as a manifest declares it.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The package's name.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// Behind a feature.
    pub optional: bool,
}

/// A member of the workspace.
#[derive(Clone, Debug)]
pub struct Member {
    /// The package's name.
    pub name: String,
    /// Relative to the root, with forward slashes.
    pub folder: String,
    /// As the manifest declares them.
    pub dependencies: Vec<Dependency>,
}

/// The checkout.
#[derive(Clone, Debug, Default)]
pub struct Repository {
    /// What is committed or could be, sorted by path.
    pub files: Vec<File>,
    /// The members of the workspace.
    pub members: Vec<Member>,
    /// Paths under `snapshots/` that are on disk, ignored ones included: a rejected snapshot is never committed but must not stay.
    pub snapshots: Vec<String>,
}

impl Repository {
    /// Reads the checkout at `root`. Takes the listing of git, or where the tree is no clone, what is on disk.
    ///
    /// # Errors
    /// Where git or cargo do not answer, or a listed file cannot be read.
    pub fn read(root: &Path) -> Result<Self, RepositoryError> {
        let paths = if root.join(".git").exists() { listed_by_git(root)? } else { on_disk(root, root)? };
        let mut files = Vec::new();
        for path in paths {
            files.extend(read_file(root, path)?);
        }
        let kept = root.join("snapshots");
        let snapshots = if kept.is_dir() { on_disk(root, &kept)?.into_iter().collect() } else { Vec::new() };
        Ok(Self { files, members: members(root)?, snapshots })
    }

    /// The file at a path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// A file that is gone, such as one deleted but not yet committed, is no file; nor is a link.
fn read_file(root: &Path, path: String) -> Result<Option<File>, RepositoryError> {
    let place = root.join(&path);
    match fs::symlink_metadata(&place).and_then(|found| if found.is_file() { fs::read(&place).map(Some) } else { Ok(None) }) {
        Ok(bytes) => Ok(bytes.map(|bytes| File { path, size: bytes.len() as u64, text: String::from_utf8(bytes).ok() })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(RepositoryError::File { path, error }),
    }
}

fn listed_by_git(root: &Path) -> Result<BTreeSet<String>, RepositoryError> {
    // a checkout that another user owns, as in a container, is trusted: its code is what runs here.
    let safe = format!("safe.directory={}", root.display());
    let listing = Command::new("git")
        .current_dir(root)
        .args(["-c", &safe, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| RepositoryError::Git(error.to_string()))?;
    if !listing.status.success() {
        return Err(RepositoryError::Git(String::from_utf8_lossy(&listing.stderr).trim().to_owned()));
    }
    Ok(String::from_utf8_lossy(&listing.stdout).split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

fn on_disk(root: &Path, folder: &Path) -> Result<BTreeSet<String>, RepositoryError> {
    let mut found = BTreeSet::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let fault = |error| RepositoryError::File { path: relative(root, &folder), error };
        for entry in fs::read_dir(&folder).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            let kind = entry.file_type().map_err(fault)?;
            if !kind.is_dir() {
                found.insert(relative(root, &entry.path()));
            } else if !NO_SOURCES.iter().any(|name| entry.file_name() == *name) {
                open.push(entry.path());
            }
        }
    }
    Ok(found)
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn members(root: &Path) -> Result<Vec<Member>, RepositoryError> {
    // without the packages from elsewhere, so that nothing is resolved, fetched or locked.
    let metadata = MetadataCommand::new().manifest_path(root.join("Cargo.toml")).no_deps().exec()?;
    let at = metadata.workspace_root.as_std_path();
    let member = |package: &cargo_metadata::Package| Member {
        name: package.name.to_string(),
        folder: package.manifest_path.parent().map(|folder| relative(at, folder.as_std_path())).unwrap_or_default(),
        dependencies: package.dependencies.iter().map(dependency).collect(),
    };
    Ok(metadata.packages.iter().map(member).collect())
}

fn dependency(declared: &cargo_metadata::Dependency) -> Dependency {
    let kind = if declared.kind == DependencyKind::Development { Kind::Development } else { Kind::Normal };
    Dependency { name: declared.name.clone(), kind, optional: declared.optional }
}
