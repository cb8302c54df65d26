"""A standard of an operator's own, written to files."""

from pathlib import Path


def a_standard(folder: Path, standard_id: str, *, title: str = "", status: str = "published") -> Path:
    """Write a standard of one step into a folder of standards; return the path of its version."""
    path = folder / standard_id / "1.toml"
    path.parent.mkdir(parents=True)
    name = title or f"{standard_id.title()} Steps"
    path.with_name("standard.toml").write_text(
        f'id = "{standard_id}"\ntitle = "{name}"\nowner = "A Test City"\ncurrent = "1"\nsummary = "One step."\n',
        encoding="utf-8",
    )
    path.write_text(
        f"""standard = "{standard_id}"
version = "1"
rule = "cumulative_gate"
status = "{status}"

[[tiers]]
id = "1"
label = "Step 1"
name = "Planned"
plain = "There is a plan."

[[criteria]]
id = "{standard_id}.plan"
tier = "1"
question = "Is there a plan?"
about = "evidence"
""",
        encoding="utf-8",
    )
    return path


def broken(path: Path) -> int:
    """Misspell a word in a version; return its line."""
    lines = path.read_text(encoding="utf-8").replace('about = "evidence"', 'about = "evidnce"').splitlines()
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lines.index('about = "evidnce"') + 1
