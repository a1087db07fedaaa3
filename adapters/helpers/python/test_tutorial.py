"""Tests of what third parties follow: the tutorial's steps, the template's skeletons and the action's script all do as they say.

The tool is the environment's RELYCHECK or the `relycheck` on PATH; py_webauthn is what `relycheck adapters --install py_webauthn`
has installed, or the folder of a virtual environment named by TUTORIAL_VENV. Where one is missing, the tests are skipped.
"""

import ast
import os
import re
import shutil
import subprocess
import tempfile
import textwrap
import tomllib
import unittest
from collections import Counter
from pathlib import Path

HELPERS = Path(__file__).resolve().parent
ADAPTERS = HELPERS.parent.parent
TUTORIAL = ADAPTERS / "TUTORIAL.md"
TEMPLATE = ADAPTERS / "template"
SKELETON = [TEMPLATE / file for file in ("adapter.py", "identity.json", "stages.json")]
ACTION = ADAPTERS.parent / "action.yml"

TOOL = shutil.which(os.environ.get("RELYCHECK", "relycheck"))
VENV = Path(os.environ.get("TUTORIAL_VENV", ADAPTERS / "py_webauthn" / ".venv")).resolve()
PYTHON = VENV / "bin" / "python"

NO_TOOL = "the tool is missing: build it and name it by RELYCHECK"
NO_LIBRARY = "py_webauthn is missing: run `relycheck adapters --install py_webauthn`"

# A fence, its info string, what it holds.
BLOCK = re.compile(r"^```(.+)\n((?:.*\n)*?)```$", re.MULTILINE)
# The language, the file if it is one, and the step.
INFO = re.compile(r"(?P<language>\w+)(?: (?P<file>[\w./]+\.\w+))? step=(?P<step>\d+)")
# Above this line a later block of the same file goes.
MAIN = '\n\nif __name__ == "__main__":\n'


def library_is_there():
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", "import webauthn"], capture_output=True).returncode == 0


def blocks(text):
    """The blocks in order as (step, language, file or None, content); ValueError for one that nothing would run."""
    found = []
    for info, content in BLOCK.findall(text):
        if info == "console setup":
            continue
        parts = INFO.fullmatch(info)
        if not parts:
            raise ValueError(f"```{info}: neither `console setup` nor a block of a step")
        found.append((int(parts["step"]), parts["language"], parts["file"], content))
    return found


def grow(path, content):
    """Writes a block to its file: as the file, which data always is, or above the main program of the one that is there."""
    if path.exists() and path.suffix == ".py":
        before, main, after = path.read_text().partition(MAIN)
        if not main:
            raise ValueError(f"{path.name} has no main program to add a block above")
        content = f"{before}\n{content}{main}{after}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def commands(content):
    """The commands of a console block, each with the lines that the text says it prints."""
    found = []
    for line in content.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def pattern(lines):
    """What the output has to match as a whole: `…` alone stands for any lines, within a line for anything in it."""
    parts = [r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in lines]
    return re.compile("".join(parts))


def environment(tool_folder):
    """The environment of a reader: `relycheck` is on PATH, nothing is coloured, and no bytecode lies around."""
    path = f"{tool_folder}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}


class Folder(unittest.TestCase):
    """An empty folder, and beside it one with the tool under its own name."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name, "my-rp")
        self.folder.mkdir()
        # Where the action looks for it.
        tools = Path(temporary.name, "relycheck", "bin")
        tools.mkdir(parents=True)
        (tools / "relycheck").symlink_to(Path(TOOL or "missing").resolve())
        self.environment = environment(tools)

    def run_here(self, *words, **variables):
        """The exit code and the output, both streams of it, of a command in the folder."""
        ended = subprocess.run(
            words,
            cwd=self.folder,
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        return ended.returncode, ended.stdout

    def copy_helper(self):
        shutil.copytree(HELPERS / "relycheck", self.folder / "relycheck", ignore=shutil.ignore_patterns("__pycache__"))

    def copy(self, *files):
        for file in files:
            shutil.copy(file, self.folder)


@unittest.skipUnless(TOOL, NO_TOOL)
@unittest.skipUnless(library_is_there(), NO_LIBRARY)
class Tutorial(Folder):
    def test_each_step_prints_what_the_text_says(self):
        self.copy_helper()
        (self.folder / ".venv").symlink_to(VENV)
        code = 0
        for step, language, file, content in blocks(TUTORIAL.read_text()):
            with self.subTest(step=step, file=file):
                if file:
                    grow(self.folder / file, content)
                    continue
                self.assertEqual(language, "console", "a block without a file is run")
                for command, lines in commands(content):
                    # A reader's `echo $?` is about the command before.
                    code, output = self.run_here("bash", "-c", f"(exit {code})\n{command}")
                    if not pattern(lines).fullmatch(output):
                        self.fail(f"step {step}, $ {command}\nthe text says:\n" + "\n".join(lines) + f"\nprinted is:\n{output}")


class Text(unittest.TestCase):
    """What can be told without running anything."""

    def test_every_step_shows_progress(self):
        of_text = Counter(re.findall(r"^## Step (\d+):", TUTORIAL.read_text(), re.MULTILINE))
        shown = {str(step) for step, language, *_ in blocks(TUTORIAL.read_text()) if language == "console"}
        # The last one hands over what the others made.
        self.assertEqual(sorted(shown), [str(step) for step in range(1, len(of_text))])
        self.assertEqual(set(of_text.values()), {1})

    def test_every_python_block_is_python(self):
        for step, language, file, content in blocks(TUTORIAL.read_text()):
            if language == "python":
                with self.subTest(step=step, file=file):
                    ast.parse(textwrap.dedent(content))

    def test_every_link_leads_somewhere(self):
        for page in (TUTORIAL, TEMPLATE / "README.md"):
            for target in re.findall(r"\]\(((?!https://)[^)]+)\)", page.read_text()):
                self.assertTrue((page.parent / target).exists(), f"{page.name}: {target}")

    def test_the_workflow_names_inputs_and_outputs_of_the_action(self):
        workflow = next(content for _, language, _, content in blocks(TUTORIAL.read_text()) if language == "yaml")
        inputs = members(ACTION.read_text(), "inputs")
        outputs = members(ACTION.read_text(), "outputs")
        given = re.findall(r"^ {10}([\w-]+):", workflow.partition("uses: OWNER/relycheck")[2].partition("- if:")[0], re.MULTILINE)
        self.assertEqual(given, ["command", "baseline"])
        self.assertLessEqual(set(given), set(inputs))
        self.assertLessEqual(set(re.findall(r"steps\.relycheck\.outputs\.([\w-]+)", workflow)), set(outputs))
        self.assertEqual(re.findall(r"^\| `([\w-]+)` \|", TUTORIAL.read_text(), re.MULTILINE), inputs)

    def test_a_block_that_nothing_runs_is_found(self):
        with self.assertRaises(ValueError):
            blocks("```python\nprint()\n```\n")

    def test_an_output_is_matched_as_a_whole(self):
        said = pattern(["a", "…", "b … d"])
        self.assertTrue(said.fullmatch("a\nb c d\n"))
        self.assertTrue(said.fullmatch("a\nmore\nmore\nb c d\n"))
        self.assertFalse(said.fullmatch("a\nb c d\ne\n"))
        self.assertFalse(said.fullmatch("a\nb c\nd\n"))
        self.assertFalse(pattern([]).fullmatch("words\n"))


@unittest.skipUnless(TOOL, NO_TOOL)
class Template(Folder):
    def test_smoke_says_of_the_python_skeleton_that_it_is_the_adapter(self):
        self.copy(*SKELETON)
        self.copy_helper()
        self.says_it_is_the_adapter("python3", "adapter.py", method="registration_options")

    @unittest.skipUnless(shutil.which("node"), "Node.js is missing")
    def test_smoke_says_of_the_javascript_skeleton_that_it_is_the_adapter(self):
        self.says_it_is_the_adapter("node", str(TEMPLATE / "adapter.mjs"), method="registrationOptions")

    def says_it_is_the_adapter(self, *command, method):
        code, output = self.run_here("relycheck", "smoke", "--", *command)
        words = " ".join(output.split())
        self.assertEqual(code, 1, output)
        self.assertIn("It is the adapter: during registration/backup/device-bound,", words)
        self.assertIn(f"{method} is not written yet", words)

    def test_both_skeletons_break_no_schema_and_are_accused_of_nothing(self):
        self.copy(*SKELETON, TEMPLATE / "baseline.toml")
        self.copy_helper()
        arguments = ("--validate", "--baseline", "baseline.toml", "--case", "registration/attachment/*")
        skeletons = [("python3", "adapter.py")]
        if shutil.which("node"):
            skeletons.append(("node", str(TEMPLATE / "adapter.mjs")))
        for command in skeletons:
            with self.subTest(command=command):
                code, output = self.run_here("relycheck", "check", *arguments, "--", *command)
                self.assertEqual(code, 1, output)
                counts = re.search(r"^(\d+) cases: (\d+) protocol_error$", output, re.MULTILINE)
                self.assertTrue(counts, output)
                self.assertEqual(*counts.groups())
                self.assertIn("not written yet", " ".join(output.split()))

    def test_the_manifest_is_one_once_it_is_renamed(self):
        self.copy(TEMPLATE / "adapter.toml.example")
        (self.folder / "adapter.toml.example").rename(self.folder / "adapter.toml")
        # It has to be read before the name can be found wanting.
        code, output = self.run_here("relycheck", "adapters", "--folder", "..", "another")
        self.assertEqual((code, "name one of my-rp" in output), (2, True), output)
        manifest = tomllib.loads((self.folder / "adapter.toml").read_text())
        self.assertTrue((TEMPLATE / manifest["run"][-1]).is_file())

    def test_it_is_not_taken_for_an_adapter(self):
        self.assertFalse((TEMPLATE / "adapter.toml").exists())


def members(text, name):
    """The names of the members of a top-level mapping of a YAML file that is indented by two."""
    body = re.search(rf"^{name}:\n((?:  .*\n|\n)*)", text, re.MULTILINE)
    return re.findall(r"^  ([\w-]+):", body[1], re.MULTILINE)


def scripts(text):
    """The scripts of a YAML file's steps, each a literal block after `run: |`."""
    found = []
    for body in re.findall(r"^      run: \|\n((?: {8}.*\n|\n)*)", text, re.MULTILINE):
        found.append(textwrap.dedent(body))
    return found


class Action(Folder):
    """The action's second script, as the runner starts it; the first one builds the tool."""

    def setUp(self):
        super().setUp()
        self.copy(*SKELETON)
        self.copy_helper()

    def check(self, command="python3 adapter.py", baseline="", case="registration/attachment/*", shown="human"):
        """The exit code, what the log shows, the outputs and the summary."""
        outputs, summary = self.folder / "outputs", self.folder / "summary"
        code, log = self.run_here(
            "bash",
            "--noprofile",
            "--norc",
            "-e",
            "-o",
            "pipefail",
            "-c",
            scripts(ACTION.read_text())[1],
            RUNNER_TEMP=str(self.folder.parent),
            GITHUB_OUTPUT=str(outputs),
            GITHUB_STEP_SUMMARY=str(summary),
            RELYCHECK_COMMAND=command,
            RELYCHECK_BASELINE=baseline,
            RELYCHECK_CASE=case,
            RELYCHECK_FORMAT=shown,
        )
        named = dict(line.split("=", 1) for line in outputs.read_text().splitlines()) if outputs.exists() else {}
        return code, log, named, summary.read_text() if summary.exists() else ""

    def test_no_script_holds_an_expression(self):
        found = scripts(ACTION.read_text())
        self.assertEqual(len(found), ACTION.read_text().count("run: |"))
        self.assertEqual(len(found), 2)
        for script in found:
            self.assertNotIn("${{", script)

    @unittest.skipUnless(TOOL, NO_TOOL)
    def test_findings_are_shown_everywhere_and_the_exit_code_is_kept(self):
        code, log, outputs, summary = self.check()
        self.assertEqual(code, 1, log)
        self.assertEqual(outputs["exit-code"], "1")
        self.assertIn("registration_options is not written yet", " ".join(log.split()))
        self.assertIn("## relycheck: my-rp 0", summary)
        self.assertIn("exit 1: not conformant", summary)
        self.assertIn("<testsuites ", Path(outputs["junit"]).read_text())
        self.assertIn('"rp":"my-rp"', Path(outputs["results"]).read_text())

    @unittest.skipUnless(TOOL, NO_TOOL)
    def test_a_conformant_end_is_one(self):
        code, log, outputs, summary = self.check(command="relycheck serve-adapter reference", shown="markdown")
        self.assertEqual((code, outputs["exit-code"]), (0, "0"), log)
        self.assertIn("exit 0: conformant", summary)
        self.assertIn("| pass |", log)

    @unittest.skipUnless(TOOL, NO_TOOL)
    def test_the_baseline_and_each_pattern_reach_the_tool(self):
        (self.folder / "with space.toml").write_text('"no/such" = { observed = "accepted", reason = "none" }\n')
        case = "registration/attachment/missing\n  registration/attachment/unknown"
        code, log, outputs, summary = self.check("relycheck serve-adapter reference", "with space.toml", case)
        self.assertEqual((code, outputs["exit-code"]), (4, "4"), log)
        self.assertIn("no/such: the catalogue has no such case", summary)
        self.assertIn("2 cases: 2 pass", log)

    @unittest.skipUnless(TOOL, NO_TOOL)
    def test_an_adapter_that_does_not_start_is_said_so(self):
        code, log, outputs, summary = self.check(command="./no-such-program")
        self.assertEqual((code, outputs), (5, {"exit-code": "5"}), log)
        self.assertIn("no-such-program", log)
        self.assertIn("exit code 5", summary)

    def test_without_a_command_nothing_is_checked(self):
        code, log, outputs, _ = self.check(command="  ")
        self.assertEqual((code, outputs), (2, {}), log)
        self.assertIn("`command` is empty", log)

    @unittest.skipUnless(TOOL, NO_TOOL)
    def test_inputs_are_never_run_by_the_shell(self):
        # Each for another place where a shell would run it: bare, within double quotes, as words of its own.
        for hostile in ("$(touch planted)", "`touch planted`", "x; touch planted", 'x"; touch planted; "', "x\ntouch planted"):
            for member in ("command", "baseline", "case", "shown"):
                with self.subTest(member=member, hostile=hostile):
                    code, log, _, _ = self.check(**{member: hostile})
                    self.assertNotEqual(code, 0, log)
                    planted = [path.name for path in self.folder.glob("planted*")]
                    (self.folder / "planted").unlink(missing_ok=True)
                    self.assertEqual(planted, [])

    @unittest.skipUnless(TOOL, NO_TOOL)
    def test_what_the_relying_party_says_is_no_command_to_the_runner(self):
        adapter = self.folder / "adapter.py"
        adapter.write_text(adapter.read_text().replace("registration_options is not", "\\n::error::planted\\nis not"))
        _, log, _, _ = self.check()
        before, token, rest = re.match(r"(?s)(.*?)^::stop-commands::(\w{32})\n(.*)", log, re.MULTILINE | re.DOTALL).groups()
        self.assertEqual(before, "")
        self.assertIn("planted", rest)
        self.assertTrue(rest.endswith(f"\n::{token}::\n"), log)


if __name__ == "__main__":
    unittest.main()
