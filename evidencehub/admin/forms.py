from wtforms import SelectChoice

from evidencehub.shared.forms import Checkboxes, HubForm

ROLE_LABELS = {
    "is_editor": "Editor: runs cases",
    "is_reviewer": "Reviewer: grades submissions",
    "is_admin": "Admin: gives roles, sees the system",
}


class RolesForm(HubForm):
    roles = Checkboxes("Roles over the whole hub", choices=[SelectChoice(*each) for each in ROLE_LABELS.items()])
