"""The verdict: what follows from an audit's figures by its rules, and who took responsibility for a gap."""

from dataclasses import replace

from app.prediction.audited import Audit, Exemption, ModuleFigures, Rules


def reasons_of(audit: Audit) -> tuple[str, ...]:
    """What trips, each in a sentence. A figure that is not a number trips as well."""
    rules, found = audit.rules, []
    if not (value := audit.figures["ece"].value) <= rules.most_ece:
        found.append(
            f"What it says is off by {value:.4f} on average; at most {rules.most_ece:.2f} is allowed."
        )
    found += [reason for each in audit.modules for reason in module_reasons(rules, each)]
    if not audit.gaps:
        found.append("No groups were compared: nobody can say whether it serves them alike.")
    signed = {each.groups for each in audit.exemptions if _is_signed(each)}
    found += [
        f"By {each.groups}, groups differ by {each.missed.value:.4f} in the share missed;"
        f" at most {rules.most_missed_gap:.2f} is allowed without a named person's signature."
        for each in audit.gaps
        if each.groups not in signed and not each.missed.value <= rules.most_missed_gap
    ]
    return tuple(found)


def sign(audit: Audit, exemption: Exemption) -> Audit:
    """The audit with a named person's responsibility for one gap, judged anew.

    Raises `ValueError` without a name and a reason, or where no such gap trips.
    """
    if not _is_signed(exemption):
        raise ValueError("a signature has a name and a reason")
    signed = replace(audit, exemptions=(*audit.exemptions, exemption))
    if (reasons := reasons_of(signed)) == audit.reasons:
        raise ValueError(f"no gap by {exemption.groups!r} is in the way")
    return replace(signed, reasons=reasons)


def _is_signed(exemption: Exemption) -> bool:
    return bool(exemption.signed_by.strip() and exemption.reason.strip())


def module_reasons(rules: Rules, figures: ModuleFigures) -> list[str]:
    """Why a model may not be shown in a module; empty where it may."""
    found = []
    if not figures.auc.value >= rules.least_module_auc:
        found.append(
            f"In module {figures.module} its AUC is {figures.auc.value:.4f};"
            f" at least {rules.least_module_auc:.2f} is asked."
        )
    if not figures.ece <= rules.most_module_ece:
        found.append(
            f"In module {figures.module} what it says is off by {figures.ece:.4f} on average;"
            f" at most {rules.most_module_ece:.2f} is allowed."
        )
    return found
