"""Hubs beside a test's own, each with a home and a database, worked by the commands."""

from click.testing import CliRunner

from evidencehub.cli import evidencehub, schema
from evidencehub.shared.settings import load_settings


class Hub:
    """``env`` may be changed between commands."""

    def __init__(self, home, database_url, **more):
        self.home = home
        self.env = {
            "EVIDENCEHUB_HOME": str(home), "EVIDENCEHUB_DATABASE_URL": database_url, "EVIDENCEHUB_DEMO": "0",
            "EVIDENCEHUB_SEARCH_URL": "", "EVIDENCEHUB_FILES_URL": "", "EVIDENCEHUB_SECRET_KEY": "",
            "EVIDENCEHUB_MAIL_URL": "", "EVIDENCEHUB_STANDARDS": "",
            "EVIDENCEHUB_SECOND_FACTOR": "0", **more,
        }  # fmt: skip

    @property
    def settings(self):
        return load_settings(self.env)

    @property
    def stored(self):
        """The names of all files in its store."""
        return sorted(path.name for path in (self.home / "files").rglob("*") if path.is_file())

    def rows(self, query):
        with schema.engine_of(self.env["EVIDENCEHUB_DATABASE_URL"]) as engine, engine.connect() as connection:
            return connection.execute(query).all()

    def run(self, *words):
        """Run a command; it has to do what it was asked for."""
        done = self.tried(*words)
        assert done.exit_code == 0, done.output
        return done

    def tried(self, *words):
        return CliRunner().invoke(evidencehub, [str(word) for word in words], env=self.env)

    def refused(self, *words):
        """Run a command that refuses, and return why."""
        done = self.tried(*words)
        assert done.exit_code != 0, done.output
        return str(done.exception)
