"""Tells people of a run that needs them: as Prefect events, and through the webhooks of BACNINH_WEBHOOKS.

A webhook address is a secret (it holds a token): it is read from the environment, handed to apprise, and appears in no
log, artifact or error.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from flows.summary import Summary

VARIABLE = "BACNINH_WEBHOOKS"
"""Apprise addresses, parted by spaces: `slack://…`, `mailto://…`, `json://host/path`."""


def events(summary: Summary) -> list[tuple[str, str]]:
    """One Prefect event for each alarm, and one for a release that was withheld."""
    from prefect.events import emit_event

    resource = {"prefect.resource.id": f"bacninh.run.{summary.run_id}", "prefect.resource.name": summary.profile}
    for place, what in (*summary.warnings, *summary.failures):
        emit_event("bacninh.alarm", resource, payload={"place": place, "what": what})
    if summary.release_status == "withheld":
        emit_event("bacninh.withheld", resource, payload={"reasons": list(summary.release_reasons)})
    return []


def webhooks(summary: Summary, environment: Mapping[str, str] = os.environ) -> list[tuple[str, str]]:
    """Send the summary of a run that needs people to the configured webhooks; what failed, as (place, what).

    Nothing is sent where none is configured, or where the run was clean and nothing warned.
    """
    addresses = environment.get(VARIABLE, "").split()
    if not addresses or not needs_people(summary):
        return []
    import apprise

    failures = []
    for number, address in enumerate(addresses, start=1):
        sender = apprise.Apprise()
        place = f"webhook {number} of {VARIABLE}"
        if not sender.add(address):
            failures.append((place, "is no address that apprise knows; see its list of services"))
        elif not sender.notify(title=_title(summary), body="\n".join(summary.lines())):
            failures.append((place, "did not take the message; check the address and the network"))
    return failures


def needs_people(summary: Summary) -> bool:
    """Whether anything failed, warned, or was withheld."""
    return bool(summary.warnings or summary.failures or summary.release_status == "withheld")


def _title(summary: Summary) -> str:
    what = "release withheld" if summary.release_status == "withheld" else "run needs a look"
    return f"bacninh ({summary.profile}): {what}"
