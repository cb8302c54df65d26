"""Forms of accounts: what HTML sends, checked."""

from wtforms import HiddenField, SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.accounts.models import OrganisationKind, TeamRole
from evidencehub.shared.forms import DateParts, EmailText, HubForm, Password, Radios, ShortText


def _email(label: str = "Email address") -> EmailText:
    return EmailText(label, required="Enter your email address")


class SignInForm(HubForm):
    next = HiddenField()
    email = _email()
    password = Password("Password", [InputRequired("Enter your password")], autocomplete="current-password")


class OrcidSignInForm(HubForm):
    next = HiddenField()


class RegisterForm(HubForm):
    name = ShortText("Your name", [DataRequired("Enter your name")], render_kw={"autocomplete": "name"})
    email = _email()
    password = Password(
        "Password", [InputRequired("Enter a password")], autocomplete="new-password",
        description="At least 12 characters. Three words that do not belong together are a good start.",
    )  # fmt: skip


class SetUpForm(RegisterForm):
    token = ShortText(
        "Set-up code",
        [DataRequired("Enter the set-up code")],
        description="It is printed where the hub was started, and stands in the file “set-up-code” in its folder.",
    )


class EmailForm(HubForm):
    email = _email()


def _new_password() -> Password:
    return Password(
        "New password", [InputRequired("Enter a password")], description="At least 12 characters.",
        autocomplete="new-password",
    )  # fmt: skip


class NewPasswordForm(HubForm):
    password = _new_password()


def _present() -> Password:
    return Password("Current password", [InputRequired("Enter your current password")], autocomplete="current-password")


class ChangePasswordForm(HubForm):
    present = _present()
    password = _new_password()


class ChangeEmailForm(HubForm):
    email = _email("New email address")
    present = _present()


class AboutForm(HubForm):
    orcid = ShortText(
        "ORCID iD (optional)", limit=60,
        description="16 digits that tell researchers of one name apart, such as 0000-0002-1825-0097. We check the last "
        "digit, and ask nobody. Reviewers and authors with one iD are the same person to us.",
    )  # fmt: skip


class AwayForm(HubForm):
    away_from = DateParts("First day away (optional)")
    away_until = DateParts("Last day away (optional)", description="Leave both empty if you are not away.")


def _code(hint: str) -> ShortText:
    return ShortText(
        "Code", [DataRequired("Enter a code")], limit=20, description=hint,
        render_kw={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"},
    )  # fmt: skip


class CodeForm(HubForm):
    next = HiddenField()
    code = _code("Six digits from your app, or a recovery code.")


class PresentForm(HubForm):
    present = _present()


class PasskeyForm(PresentForm):
    credential = HiddenField()


class SecondStepForm(HubForm):
    secret = HiddenField()
    code = _code("Six digits from your app.")
    present = _present()


class FreshForm(HubForm):
    present = _present()
    code = _code("Six digits from your app, or a recovery code.")


def _kind() -> Radios:
    return Radios(
        "What kind of organisation is it?", [InputRequired("Choose the kind of organisation")],
        choices=[SelectChoice(kind.value, kind.value.replace("-", " ").capitalize()) for kind in OrganisationKind],
    )  # fmt: skip


def _town() -> ShortText:
    return ShortText("Town or borough (optional)", limit=100)


class OrganisationForm(HubForm):
    name = ShortText("Name of the organisation", [DataRequired("Enter the organisation's name")])
    kind = _kind()
    town = _town()


class AboutOrganisationForm(HubForm):
    name = ShortText(
        "Name of the organisation", [DataRequired("Enter the organisation's name")],
        description="If it has a new name: its page keeps the old one with the day, and old addresses lead here. What "
        "was sent keeps the name of its time.",
    )  # fmt: skip
    kind = _kind()
    town = _town()
    charity_number = ShortText(
        "Charity number (optional)", limit=20,
        description="For example 1234567 in England and Wales, SC012345 in Scotland, NIC123456 in Northern Ireland.",
    )  # fmt: skip
    ror = ShortText(
        "ROR number (optional)", limit=60,
        description="Universities and many charities that do research have one, such as https://ror.org/02jx3x895.",
    )  # fmt: skip


def _role() -> Radios:
    """Nothing is chosen beforehand: what somebody may do is said on purpose."""
    return Radios(
        "What may they do?", [InputRequired("Choose what they may do")],
        choices=[SelectChoice(role.value, role.value.capitalize()) for role in TeamRole],
    )  # fmt: skip


class MemberForm(HubForm):
    email = _email()
    role = _role()


class RoleForm(HubForm):
    role = _role()
