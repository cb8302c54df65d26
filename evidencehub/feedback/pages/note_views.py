"""Notes of people who did something in their own work: reading them, and writing one without an account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts.blueprint import may_try
from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission
from evidencehub.feedback.notes import queries, services
from evidencehub.feedback.pages.about import About, about_project
from evidencehub.feedback.pages.blueprint import NoteLinks, bp
from evidencehub.feedback.pages.note_forms import NoteForm
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid


@bp.get("/projects/<slug>/notes")
@requires(Permission.NOTE_SEND, on=about_project)
def notes(about: About) -> ResponseReturnValue:
    project, _ = about
    found = queries.published(db.session, project.id)
    return render_template("feedback/notes.html", project=project, notes=found)


@bp.route("/projects/<slug>/notes/new", methods=["GET", "POST"])
@requires(Permission.NOTE_SEND, on=about_project)
def new_note(about: About) -> ResponseReturnValue:
    project, _ = about
    form = NoteForm()
    form.offer()
    if form.validate_on_submit():
        if not may_try("note", str(project.id)):
            form.form_errors.append(
                "You have sent many notes in a short time. Wait 15 minutes, and send this one again"
            )
        else:
            try:
                services.send(db.session, project, form.typed(), now=utc_now(), links=NoteLinks())
            except Invalid as error:
                form.show(error)
            else:
                db.session.commit()
                flash(
                    "Thank you. Every editor is told now. What you wrote is not published."
                    if form.is_concern.data
                    else "Thank you. An editor reads your note before everybody can."
                )
                return redirect(url_for(".notes", slug=project.slug), code=303)
    return render_template("feedback/new-note.html", project=project, form=form), 422 if form.errors else 200
