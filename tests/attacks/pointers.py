"""Links, submodules, DVC, and Git LFS: what is claimed is not what changes; what is read is not in the repository."""

from __future__ import annotations

import shutil

from tests.attacks.company import ML, WEIGHTS, Company
from tests.attacks.steps import (
    Kind,
    Step,
    check,
    demands,
    do,
    git,
    link,
    move,
    outside,
    remove,
    replace,
    requires,
    requires_exactly,
    run,
    setup,
    write,
)

ALL = "support data ml-core"
LINKED = setup(move(WEIGHTS, "blobs/w.bin"), link(WEIGHTS, "../../blobs/w.bin"))
BLOB = write("blobs/w.bin", "2\n")
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12\n"
LFS = setup(
    write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"), write(WEIGHTS, POINTER.format("a" * 64))
)
SECRET = "SECRET-PATH not-an-owner\n"


def replace_on_disk(path: str, target: str) -> Step:
    """Put a link instead of a tracked directory, in the working tree alone."""

    def step(company: Company) -> None:
        company.commit()
        shutil.rmtree(company.root / path)
        (company.root / path).symlink_to(target)

    return step


def omits(*command: str) -> Step:
    """State that a command shows nothing of what is outside, however it exits; nothing is committed."""

    def step(company: Company) -> None:
        outcome = company.run(*command)
        assert "SECRET" not in outcome.out + outcome.err, outcome

    return step


def claims(*artifacts: str) -> Step:
    """Let the model claim these paths instead."""
    return replace(ML, "[model/]", f"[{', '.join(artifacts)}]")


def commit_index(company: Company) -> None:
    """Commit the index as it is."""
    company.git("commit", "-q", "-m", "submodule")


def gitlink(path: str, digit: str) -> Step:
    """Record a commit of a submodule."""
    return do(
        git("update-index", "--add", "--cacheinfo", f"160000,{digit * 40},{path}"),
        lambda company: (company.root / path).mkdir(parents=True, exist_ok=True),
        commit_index,
    )


def dvc(digits: str, path: str = "w.bin", more: str = "") -> str:
    """Return the text of a pointer of DVC."""
    return f"{more}outs:\n- md5: {digits}\n  size: 1\n  path: {path}\n"


def lock(digits: str, path: str = "ml/model/w.bin", more: str = "") -> str:
    """Return the text of the lock of a DVC pipeline."""
    return f"schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    outs:\n    - path: {path}\n      md5: {digits}\n{more}"


def stage(path: str, more: str = "") -> str:
    """Return the text of a DVC pipeline."""
    return f"stages:\n  train:\n    cmd: python train.py\n{more}    outs:\n    - {path}\n"


def dvc_out(pointer: str, before: str, after: str) -> list[Step]:
    """Let DVC keep the weights, and change the pointer to them."""
    return [setup(remove("ml/model"), write(pointer, before)), write(pointer, after), requires(ALL)]


KIND = Kind(
    "Pointers claim what they point to, and nothing outside the repository is read through a link.",
    known={
        "target of a link": [LINKED, BLOB, requires(ALL)],
        "lock of DVC": dvc_out("dvc.lock", lock("a"), lock("b")),
        "settings of Git LFS": [
            LFS,
            write(".lfsconfig", "[lfs]\n\turl = https://evil.test/lfs\n"),
            requires(ALL),
        ],
        "settings of DVC": [
            setup(
                remove("ml/model"),
                write("ml/model.dvc", dvc("a.dir", "model")),
                write(".dvc/config", "[core]\n    remote = s3\n"),
            ),
            write(".dvc/config", "[core]\n    remote = evil\n"),
            requires(ALL),
        ],
        "attributes of the files": [
            write(".gitattributes", "ml/model/* filter=lfs diff=lfs merge=lfs -text\n"),
            requires(ALL),
        ],
        "directory of CODEOWNERS is a link that leads out": [
            outside("other/CODEOWNERS", SECRET),
            link("docs", "../other"),
            run(0, "check", "--output-format", "concise", "--select", "codeowners-syntax", omits=["SECRET"]),
        ],
    },
    further={
        "chain of links": [
            setup(
                move(WEIGHTS, "blobs/w.bin"),
                link("b/second", "../blobs/w.bin"),
                link("a/first", "../b/second"),
                link(WEIGHTS, "../../a/first"),
            ),
            BLOB,
            requires(ALL),
        ],
        "link in the middle of a chain": [
            setup(
                write("blobs/other.bin", "3\n"),
                move(WEIGHTS, "blobs/w.bin"),
                link("b/second", "../blobs/w.bin"),
                link(WEIGHTS, "../../b/second"),
            ),
            remove("b/second"),
            link("b/second", "../blobs/other.bin"),
            requires(ALL),
        ],
        "link to a directory": [setup(move("ml/model", "blobs"), link("ml/model", "../blobs")), BLOB, requires(ALL)],
        "new file behind a link to a directory": [
            setup(move("ml/model", "blobs"), link("ml/model", "../blobs")),
            write("blobs/tokenizer.json", "{}\n"),
            requires(ALL),
        ],
        "link in the middle of a claimed path": [
            setup(
                claims("model/current/w.bin"),
                move(WEIGHTS, "blobs/v1/w.bin"),
                link("ml/model/current", "../../blobs/v1"),
            ),
            write("blobs/v1/w.bin", "2\n"),
            requires(ALL),
        ],
        "link above the claimed directory": [
            setup(claims("//current/model/"), move("ml/model", "v1/model"), link("current", "v1")),
            write("v1/model/w.bin", "2\n"),
            requires(ALL),
        ],
        "link through a link to a directory": [
            setup(move(WEIGHTS, "store/deep/w.bin"), link("alias", "store"), link(WEIGHTS, "../../alias/deep/w.bin")),
            write("store/deep/w.bin", "2\n"),
            requires(ALL),
        ],
        "target of a link moves": [LINKED, move("blobs/w.bin", "blobs/v.bin"), requires(ALL)],
        "target of a link becomes a link": [
            LINKED,
            remove("blobs/w.bin"),
            write("c/w.bin", "2\n"),
            link("blobs/w.bin", "../c/w.bin"),
            requires(ALL),
        ],
        "link with a roundabout target": [
            setup(move(WEIGHTS, "blobs/w.bin"), link(WEIGHTS, "../model/./../../ml/../blobs//w.bin")),
            BLOB,
            requires(ALL),
        ],
        "link to a submodule": [
            setup(remove("ml/model"), link(WEIGHTS, "../../vendor/llama/w.bin")),
            gitlink("vendor/llama", "1"),
            git("branch", "-f", "main"),
            gitlink("vendor/llama", "2"),
            requires(ALL),
        ],
        "file of a submodule": [
            setup(claims("//vendor/llama/w.bin"), remove("ml/model")),
            gitlink("vendor/llama", "1"),
            git("branch", "-f", "main"),
            gitlink("vendor/llama", "2"),
            requires(ALL),
        ],
        "address of a submodule": [
            setup(
                claims("//vendor/llama/"),
                write(".gitmodules", '[submodule "l"]\n\tpath = vendor/llama\n\turl = https://acme.test/l\n'),
            ),
            gitlink("vendor/llama", "1"),
            git("branch", "-f", "main"),
            replace(".gitmodules", "acme.test", "evil.test"),
            requires(ALL),
        ],
        "link to what DVC keeps": [
            setup(remove("ml/model"), link(WEIGHTS, "../../blobs/w.bin"), write("blobs/w.bin.dvc", dvc("a"))),
            write("blobs/w.bin.dvc", dvc("b")),
            requires(ALL),
        ],
        "pointer of DVC in another directory": dvc_out(
            "pins/w.dvc", dvc("a", "../ml/model/w.bin"), dvc("b", "../ml/model/w.bin")
        ),
        "pointer of DVC with a working directory": dvc_out(
            "pins/w.dvc", dvc("a", more="wdir: ../ml/model\n"), dvc("b", more="wdir: ../ml/model\n")
        ),
        "pointer of DVC to the directory above": [
            setup(claims("//store/model/w.bin"), remove("ml/model"), write("store.dvc", dvc("a.dir", "store"))),
            write("store.dvc", dvc("b.dir", "store")),
            requires(ALL),
        ],
        "pointer of DVC to a file, claimed by a wildcard": [
            setup(claims("model/*.bin"), remove("ml/model"), write("ml/model/w.bin.dvc", dvc("a"))),
            write("ml/model/w.bin.dvc", dvc("b")),
            requires(ALL),
        ],
        "lock of DVC below the manifest": dvc_out("ml/dvc.lock", lock("a", "model/w.bin"), lock("b", "model/w.bin")),
        "lock of DVC for a directory": dvc_out("dvc.lock", lock("a.dir", "ml/model"), lock("b.dir", "ml/model")),
        "lock of DVC with a working directory": [
            setup(
                remove("ml/model"),
                write("dvc.yaml", stage("w.bin", "    wdir: ml/model\n")),
                write("dvc.lock", lock("a", "w.bin")),
            ),
            write("dvc.lock", lock("b", "w.bin")),
            requires(ALL),
        ],
        "first lock of DVC": [setup(remove("ml/model")), write("dvc.lock", lock("a")), requires(ALL)],
        "output leaves the lock of DVC": [
            setup(remove("ml/model"), write("dvc.lock", lock("a"))),
            write("dvc.lock", "schema: '2.0'\nstages: {}\n"),
            requires(ALL),
        ],
        "lock of DVC that cannot be read": [
            setup(remove("ml/model"), write("dvc.lock", lock("a"))),
            write("dvc.lock", "stages: [\n"),
            requires(ALL),
        ],
        "pointer of Git LFS": [LFS, write(WEIGHTS, POINTER.format("b" * 64)), requires(ALL)],
        "link to a pointer of Git LFS": [
            LFS,
            setup(move(WEIGHTS, "blobs/w.bin"), link(WEIGHTS, "../../blobs/w.bin")),
            write("blobs/w.bin", POINTER.format("b" * 64)),
            requires(ALL),
        ],
        "attributes in the directory": [write("ml/model/.gitattributes", "*.bin filter=lfs -text\n"), requires(ALL)],
        "attributes beside the manifest": [write("ml/.gitattributes", "model/** filter=lfs -text\n"), requires(ALL)],
        "attributes of the target of a link": [LINKED, write("blobs/.gitattributes", "* filter=lfs\n"), requires(ALL)],
        "settings of DVC below the manifest": [
            setup(
                remove("ml/model"), write("ml/model.dvc", dvc("a.dir", "model")), write("ml/.dvc/config", "[core]\n")
            ),
            write("ml/.dvc/config", "[core]\n    remote = evil\n"),
            requires(ALL),
        ],
        "owners of the target of a link": [LINKED, run(0, "owners", "blobs/w.bin", says=["model:m"])],
        "CODEOWNERS of the target of a link": [
            LINKED,
            write(".github/CODEOWNERS", "* @acme/all\n"),
            run(0, "codeowners", "--print", says=["/blobs/w.bin"]),
        ],
        "policy of the target of a link": [
            LINKED,
            write("aiowners.toml", 'forge = "github"\n'),
            demands("blobs/w.bin"),
        ],
        "policy of a submodule": [
            setup(claims("//vendor/llama/w.bin"), write("aiowners.toml", 'forge = "github"\n')),
            gitlink("vendor/llama", "1"),
            demands("vendor/llama"),
            check(0, "-dead-path"),
        ],
        "policy of the lock of DVC": [
            setup(remove("ml/model"), write("dvc.lock", lock("a")), write("aiowners.toml", 'forge = "github"\n')),
            demands("dvc.lock"),
            check(0, "-dead-path"),
        ],
        ".github is a link that leads out": [
            outside("other/CODEOWNERS", SECRET),
            link(".github", "../other"),
            run(0, "check", "--output-format", "concise", "--select", "codeowners-syntax", omits=["SECRET"]),
        ],
        "link to a link that leads out": [
            outside("other/CODEOWNERS", SECRET),
            link("a", "../other"),
            link(".github", "a"),
            run(0, "check", "--output-format", "concise", "--select", "codeowners-syntax", omits=["SECRET"]),
            run(0, "owners", WEIGHTS, omits=["SECRET"]),
        ],
        "directory of a manifest is a link that leads out": [
            setup(write("secret/ai-ownership.yaml", "version: 1\nowner: data\n")),
            outside("other/ai-ownership.yaml", "version: 1\nowner: data\nSECRET: 1\n"),
            replace_on_disk("secret", "../other"),
            omits("check", "--output-format", "full"),
            omits("owners", "model:m"),
            omits("reviewers", "--base", "main"),
        ],
        "directory of rulesets is a link that leads out": [
            outside("other/aiowners-teams.json", '{"SECRET": "not a number"}\n'),
            write("aiowners.toml", 'forge = "github"\n'),
            link(".github/rulesets", "../../other"),
            omits("enforce", "ruleset", "--print"),
        ],
        "configuration is a link that leads out": [
            outside("other/aiowners.toml", "SECRET = 1\n"),
            link("aiowners.toml", "../other/aiowners.toml"),
            omits("check"),
        ],
        "configuration through a directory that leads out": [
            outside("other/aiowners.toml", "SECRET = 1\n"),
            link("conf", "../other"),
            link("aiowners.toml", "conf/aiowners.toml"),
            omits("check"),
        ],
        "absolute link to the repository": [
            lambda company: link(".github", str(company.root.parent / "other"))(company),
            outside("other/CODEOWNERS", SECRET),
            run(0, "check", "--output-format", "concise", "--select", "codeowners-syntax", omits=["SECRET"]),
        ],
    },
    legitimate={
        "links in a circle": [
            link("ml/model/a", "b"),
            link("ml/model/b", "a"),
            requires_exactly(ALL),
            git("branch", "-f", "main"),
            write("README.md", "1\n"),
            requires_exactly(""),
        ],
        "link that leads out": [
            link("ml/model/a", "../../../other"),
            requires_exactly(ALL),
        ],
        "other output in the lock of DVC": [
            setup(remove("ml/model"), write("dvc.lock", lock("a", more="    - path: metrics.json\n      md5: a\n"))),
            write("dvc.lock", lock("a", more="    - path: metrics.json\n      md5: b\n")),
            requires_exactly(""),
        ],
        "file beside the target of a link": [LINKED, write("blobs/other.txt", "2\n"), requires_exactly("")],
        "attributes of other files": [write(".gitattributes", "docs/* text\n"), requires_exactly("")],
    },
)
