"""Every address of the server on one screen: how it is asked, what that takes, where its team is found, who answers.

A route that states no need does not exist: `Route` has no default for it. `web/app.py` holds each against the proof
that a request carries, before a byte of its body is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from gto_studio.rules.access import Need, Scope
from gto_studio.web import live, places
from gto_studio.web.api import (
    alarms,
    audit,
    changes,
    checks,
    commits,
    connection,
    device,
    docs,
    downloads,
    edits,
    events,
    forms,
    git_connections,
    health,
    live_runs,
    me,
    models,
    notes,
    people,
    plots,
    projects,
    providers,
    pull_requests,
    queue,
    remotes,
    repositories,
    repository_forge,
    runner,
    session,
    subscriptions,
    table,
    teams,
    tokens,
    view_links,
    views,
    webhooks,
    workflows,
)
from gto_studio.web.api import shapes as s
from gto_studio.web.places import Find

NOTHING, PERSON, SELF, VIEW, EDIT, ADMIN, SERVER, RUN = Need

#: Scopes of tokens that are enough besides those that a need always takes.
MODELS, EXPERIMENTS = frozenset({Scope.MODELS}), frozenset({Scope.EXPERIMENTS, Scope.RUNNER})

#: Most things are in a repository, and a repository in a team.
IN, INSIDE = places.of_repository, places.inside_repository

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the table. `of` None: its resource is in no team, or a list of what the person may see."""

    method: Method
    path: str
    need: Need
    of: Find | None
    handler: Callable[..., Any]
    answers: Any = None  # the shape; None: not JSON, or nothing
    status: int = 200
    media: str | None = None  # the kind of answer where it is, or may be, other than JSON
    also: frozenset[Scope] = frozenset()
    own_proof: bool = False  # what proves it is the handler's business, so nobody is looked up


# fmt: off
ROUTES: tuple[Route, ...] = (
    # first, since it is asked hundreds of times a second: a route is looked for from the top
    Route("POST",   "/api/live",                                  EDIT,    None,              live_runs.post, s.PostTaken, also=EXPERIMENTS),
    Route("GET",    "/health",                                    NOTHING, None,              health.read, s.Health),
    Route("GET",    "/api/docs",                                  NOTHING, None,              docs.page, media="text/html"),
    Route("GET",    "/api/docs.css",                              NOTHING, None,              docs.style, media="text/css"),
    # who asks
    Route("GET",    "/api/me",                                    NOTHING, None,              me.read, s.Me),
    Route("PATCH",  "/api/me",                                    SELF,    None,              me.change, s.Me),
    Route("DELETE", "/api/me/sessions",                           SELF,    None,              me.end_sessions, None, 204),
    Route("DELETE", "/api/me/teams/{team}",                       SELF,    None,              me.leave, None, 204),
    Route("POST",   "/api/session",                               NOTHING, None,              session.sign_in, s.Me),
    Route("DELETE", "/api/session",                               NOTHING, None,              session.sign_out, None, 204),
    Route("GET",    "/auth/sign-in/{provider}",                   NOTHING, None,              providers.leave),
    Route("GET",    "/auth/sign-in/{provider}/callback",          NOTHING, None,              providers.come_back),
    Route("GET",    "/api/tokens",                                SELF,    None,              tokens.listing, list[s.Token]),
    Route("POST",   "/api/tokens",                                SELF,    None,              tokens.make, s.TokenMade, 201),
    Route("DELETE", "/api/tokens/{token}",                        SELF,    None,              tokens.revoke, None, 204),
    Route("POST",   "/api/device-login",                          NOTHING, None,              device.ask_in, s.DeviceAsked),
    Route("POST",   "/api/device-login/token",                    NOTHING, None,              device.collect, s.DeviceToken),
    Route("POST",   "/api/device-login/answer",                   SELF,    None,              device.answer, s.DeviceLogin),
    Route("GET",    "/api/device-login/{code}",                   SELF,    None,              device.one, s.DeviceLogin),
    # people
    Route("GET",    "/api/people",                                SERVER,  None,              people.listing, list[s.Person]),
    Route("POST",   "/api/people",                                SERVER,  None,              people.add, s.Person, 201),
    Route("PATCH",  "/api/people/{person}",                       SERVER,  None,              people.change, s.Person),
    Route("DELETE", "/api/people/{person}",                       SERVER,  None,              people.remove, None, 204),
    Route("GET",    "/api/teams",                                 PERSON,  None,              teams.listing, list[s.Team]),
    Route("POST",   "/api/teams",                                 SELF,    None,              teams.add, s.Team, 201),
    Route("GET",    "/api/teams/{team}",                          VIEW,    places.of_team,    teams.one, s.Team),
    Route("PATCH",  "/api/teams/{team}",                          ADMIN,   places.of_team,    teams.change, s.Team),
    Route("DELETE", "/api/teams/{team}",                          ADMIN,   places.of_team,    teams.remove, None, 204),
    Route("GET",    "/api/teams/{team}/members",                  VIEW,    places.of_team,    teams.members, list[s.TeamMember]),
    Route("PUT",    "/api/teams/{team}/members/{person}",         ADMIN,   places.of_team,    teams.set_role, s.TeamMember),
    Route("DELETE", "/api/teams/{team}/members/{person}",         ADMIN,   places.of_team,    teams.remove_member, None, 204),
    Route("GET",    "/api/teams/{team}/invites",                  ADMIN,   places.of_team,    teams.invites, list[s.Invite]),
    Route("POST",   "/api/teams/{team}/invites",                  ADMIN,   places.of_team,    teams.invite, s.InviteMade, 201),
    Route("DELETE", "/api/teams/{team}/invites/{invite}",         ADMIN,   places.of_team,    teams.withdraw, None, 204),
    Route("POST",   "/api/invitation",                            NOTHING, None,              teams.invitation, s.Invitation),
    Route("POST",   "/api/invitation/accept",                     NOTHING, None,              teams.accept, s.Me),
    Route("GET",    "/api/audit",                                 PERSON,  None,              audit.listing, list[s.AuditEntry]),
    # repositories
    Route("GET",    "/api/repositories",                          PERSON,  None,              repositories.listing, list[s.Repository], also=MODELS),
    Route("POST",   "/api/repositories",                          EDIT,    places.of_body,    repositories.add, s.Repository, 201),
    Route("GET",    "/api/repositories/{repository}",             VIEW,    IN,                repositories.one, s.Repository, also=MODELS),
    Route("PATCH",  "/api/repositories/{repository}",             EDIT,    IN,                repositories.change, s.Repository),
    Route("DELETE", "/api/repositories/{repository}",             ADMIN,   IN,                repositories.remove, None, 204),
    Route("POST",   "/api/repositories/{repository}/sync",        VIEW,    IN,                repositories.sync, s.Sync, 202),
    Route("GET",    "/api/repositories/{repository}/hook",        EDIT,    IN,                repositories.hook, s.Hook),
    Route("POST",   "/api/repositories/{repository}/hook",        EDIT,    IN,                repositories.renew_hook, s.Hook),
    Route("GET",    "/api/repositories/{repository}/forge",       EDIT,    IN,                repository_forge.read, s.RepositoryForge),
    Route("POST",   "/api/repositories/{repository}/forge",       EDIT,    IN,                repository_forge.look, s.RepositoryForge, 202),
    Route("GET",    "/api/repositories/{repository}/problems",    VIEW,    IN,                repositories.problems, list[s.Oddity]),
    Route("GET",    "/api/repositories/{repository}/remotes",     EDIT,    IN,                remotes.listing, list[s.DataRemote]),
    Route("PUT",    "/api/repositories/{repository}/remotes",     ADMIN,   IN,                remotes.attach, list[s.DataRemote]),
    Route("DELETE", "/api/repositories/{repository}/remotes",     ADMIN,   IN,                remotes.detach, None, 204),
    Route("GET",    "/api/repositories/{repository}/events",      VIEW,    IN,                events.of_repository, list[s.Event], also=MODELS),
    Route("GET",    "/api/repositories/{repository}/commits",     VIEW,    IN,                commits.listing, list[s.Commit]),
    Route("GET",    "/api/repositories/{repository}/workflows",   VIEW,    IN,                workflows.listing, s.CiWorkflows),
    Route("GET",    "/api/repositories/{repository}/checks",      VIEW,    IN,                checks.of_repository, dict[str, s.CommitChecks]),
    Route("GET",    "/api/repositories/{repository}/branches",    VIEW,    INSIDE,            commits.branches, s.Branches),
    Route("GET",    "/api/repositories/{repository}/acting",      VIEW,    INSIDE,            git_connections.right, s.ActingRight),
    # forges
    Route("GET",    "/api/git-connections",                       SELF,    None,              git_connections.listing, list[s.GitConnection]),
    Route("POST",   "/api/git-connections",                       SELF,    None,              git_connections.add, s.GitConnection, 201),
    Route("PATCH",  "/api/git-connections/{git_connection}",      SELF,    None,              git_connections.change, s.GitConnection),
    Route("DELETE", "/api/git-connections/{git_connection}",      SELF,    None,              git_connections.remove, None, 204),
    Route("POST",   "/api/git-connections/{git_connection}/test", SELF,    None,              git_connections.try_again, s.GitConnection, 202),
    Route("GET",    "/api/git-connections/{git_connection}/repositories", SELF, None,         git_connections.found, s.ForgeRepositories),
    # projects
    Route("GET",    "/api/projects",                              NOTHING, None,              projects.listing, list[s.Project]),
    Route("POST",   "/api/projects",                              EDIT,    places.of_body,    projects.add, list[s.Project], 201),
    Route("GET",    "/api/projects/{project}",                    VIEW,    places.of_project, projects.one, s.Project),
    Route("PATCH",  "/api/projects/{project}",                    EDIT,    places.of_project, projects.change, s.Project),
    Route("DELETE", "/api/projects/{project}",                    EDIT,    places.of_project, projects.remove, None, 204),
    Route("POST",   "/api/projects/{project}/import",             EDIT,    places.of_project, projects.import_again, s.Sync, 202),
    Route("POST",   "/api/create-project",                        EDIT,    places.of_named,   projects.create, s.ProjectsMade, 201),
    # the experiments table
    Route("GET",    "/api/projects/{project}/table",              VIEW,    places.of_project, table.document, s.Table),
    Route("GET",    "/api/projects/{project}/table/export",       VIEW,    places.of_project, table.export, list[s.TableRow], media="text/csv"),
    Route("GET",    "/api/projects/{project}/commits/{commit}/form", VIEW, places.inside_project, forms.of_commit, s.ExperimentForm),
    Route("GET",    "/api/projects/{project}/commits/{commit}/values", VIEW, places.of_project, table.values, s.CommitValues),
    Route("GET",    "/api/projects/{project}/checks",             VIEW,    places.of_project, checks.of_project, dict[str, s.CommitChecks]),
    Route("PUT",    "/api/projects/{project}/notes/{commit}",     EDIT,    places.of_project, notes.write, s.NoteChange, 202),
    Route("GET",    "/api/notes/{change}",                        VIEW,    places.of_change, notes.one, s.NoteChange),
    Route("GET",    "/api/projects/{project}/views",              VIEW,    places.of_project, views.listing, list[s.View]),
    Route("POST",   "/api/projects/{project}/views",              EDIT,    places.of_project, views.add, s.View, 201),
    Route("PATCH",  "/api/projects/{project}/views/{view}",       EDIT,    places.of_project, views.change, s.View),
    Route("DELETE", "/api/projects/{project}/views/{view}",       EDIT,    places.of_project, views.remove, None, 204),
    # queued experiments, and the runners that run them
    Route("GET",    "/api/projects/{project}/queue",              VIEW,    places.inside_project, queue.listing, list[s.QueuedExperiment]),
    Route("POST",   "/api/projects/{project}/queue",              EDIT,    places.of_project, queue.add, list[s.QueuedExperiment], 202),
    Route("GET",    "/api/projects/{project}/queue/{queued}",     VIEW,    places.inside_project, queue.one, s.QueuedWithLog),
    Route("DELETE", "/api/projects/{project}/queue/{queued}",     EDIT,    places.of_project, queue.remove, None, 204),
    Route("POST",   "/api/projects/{project}/queue/{queued}/cancel", EDIT, places.of_project, queue.cancel, s.QueuedExperiment),
    Route("POST",   "/api/runner/claim",                          RUN,     None,              runner.claim, s.RunnerClaimed),
    Route("POST",   "/api/runner/{queued}/report",                RUN,     places.of_queued,  runner.report, s.RunnerOrders),
    # plots
    Route("GET",    "/api/projects/{project}/plots",              VIEW,    places.of_project, plots.listed, s.PlotList),
    Route("GET",    "/api/projects/{project}/plots/one",          VIEW,    places.of_project, plots.one, s.Plot),
    Route("GET",    "/api/projects/{project}/plots/data",         VIEW,    places.of_project, plots.data, s.PlotData),
    Route("GET",    "/api/projects/{project}/files/{commit}",     VIEW,    places.of_project, plots.file, media="*/*"),
    # the registry
    Route("GET",    "/api/models",                                PERSON,  None,              models.listing, list[s.Model], also=MODELS),
    Route("GET",    "/api/models/facets",                         PERSON,  None,              models.facets, s.Facets, also=MODELS),
    Route("GET",    "/api/repositories/{repository}/model",       VIEW,    IN,                models.page, s.ModelPage, also=MODELS),
    Route("GET",    "/api/repositories/{repository}/version",     VIEW,    IN,                models.version, s.VersionDetails, also=MODELS),
    Route("GET",    "/api/repositories/{repository}/comparison",  VIEW,    IN,                models.comparison, s.Comparison),
    Route("GET",    "/api/events",                                PERSON,  None,              events.feed, list[s.FeedEvent], also=MODELS),
    Route("GET",    "/api/events/export",                         PERSON,  None,              events.export, list[s.FeedEvent], media="text/csv"),
    Route("GET",    "/api/alarms",                                PERSON,  None,              alarms.listing, list[s.Alarm]),
    Route("POST",   "/api/alarms/{alarm}/acknowledge",            EDIT,    places.of_alarm,   alarms.acknowledge, s.Alarm),
    # downloads: an address that was given out proves itself
    Route("GET",    "/api/model-registry/get-download-uris",      PERSON,  None,              downloads.uris, dict[str, str], also=MODELS),
    Route("GET",    "/dl/{signed}/{file}",                        NOTHING, None,              downloads.one, media="application/octet-stream", own_proof=True),
    # changes
    Route("POST",   "/api/repositories/{repository}/preview",     VIEW,    IN,                changes.preview, s.Preview),
    Route("POST",   "/api/repositories/{repository}/changes",     EDIT,    IN,                changes.ask, s.Change, 202),
    Route("GET",    "/api/repositories/{repository}/changes",     VIEW,    INSIDE,            changes.listing, list[s.Change]),
    Route("GET",    "/api/changes/{change}",                      VIEW,    places.of_change,  changes.one, s.Change),
    # edits of files, branches and experiments
    Route("POST",   "/api/repositories/{repository}/plan",        VIEW,    IN,                edits.plan, s.EditPlan),
    Route("POST",   "/api/repositories/{repository}/edits",       EDIT,    IN,                edits.ask, s.EditChange, 202),
    Route("GET",    "/api/repositories/{repository}/edits",       VIEW,    INSIDE,            edits.listing, list[s.EditChange]),
    Route("GET",    "/api/edits/{change}",                        VIEW,    places.of_change,  edits.one, s.EditChange),
    Route("POST",   "/api/edits/{change}/again",                  EDIT,    places.of_change,  edits.again, s.EditChange, 202),
    # what is told to others
    Route("GET",    "/api/teams/{team}/subscriptions",            ADMIN,   places.of_team,    subscriptions.listing, list[s.Subscription]),
    Route("POST",   "/api/teams/{team}/subscriptions",            ADMIN,   places.of_team,    subscriptions.add, s.SubscriptionMade, 201),
    Route("GET",    "/api/subscriptions/{subscription}",          ADMIN,   places.of_subscription, subscriptions.one, s.Subscription),
    Route("PATCH",  "/api/subscriptions/{subscription}",          ADMIN,   places.of_subscription, subscriptions.change, s.Subscription),
    Route("DELETE", "/api/subscriptions/{subscription}",          ADMIN,   places.of_subscription, subscriptions.remove, None, 204),
    Route("POST",   "/api/subscriptions/{subscription}/secret",   ADMIN,   places.of_subscription, subscriptions.renew_secret, s.SubscriptionMade),
    Route("POST",   "/api/subscriptions/{subscription}/ping",     ADMIN,   places.of_subscription, subscriptions.ping, s.Dispatch, 202),
    Route("POST",   "/api/subscriptions/{subscription}/replay",   ADMIN,   places.of_subscription, subscriptions.replay, s.Replayed, 202),
    Route("GET",    "/api/subscriptions/{subscription}/dispatches", ADMIN, places.of_subscription, subscriptions.dispatches, list[s.Dispatch]),
    Route("POST",   "/api/subscriptions/{subscription}/dispatches/{dispatch}/retry", ADMIN, places.of_subscription, subscriptions.retry, s.Dispatch, 202),
    Route("GET",    "/api/pull-requests",                         PERSON,  None,              pull_requests.listing, list[s.PullRequest]),
    # live
    Route("GET",    "/api/connection",                            SELF,    None,              connection.read, s.Connection),
    Route("GET",    "/api/view-links",                            PERSON,  None,              view_links.read, s.ViewLinks, also=EXPERIMENTS),
    Route("GET",    "/api/projects/{project}/live",               VIEW,    places.of_project, live_runs.listing, s.LiveRuns),
    Route("GET",    "/api/projects/{project}/live/{run}/points",  VIEW,    places.of_project, live_runs.points, s.LivePoints),
    Route("GET",    "/api/projects/{project}/live/{run}/image",   VIEW,    places.of_project, live_runs.image, media="image/*"),
    Route("DELETE", "/api/projects/{project}/live/{run}",         EDIT,    places.of_project, live_runs.remove, None, 204),
    Route("GET",    "/api/stream",                                PERSON,  None,              live.stream, media="text/event-stream"),
    # told by others: a hook proves itself by its repository's secret
    Route("POST",   "/webhook/github/{repository}",               NOTHING, None,              webhooks.github, s.Heard, 202, own_proof=True),
    Route("POST",   "/webhook/gitlab/{repository}",               NOTHING, None,              webhooks.gitlab, s.Heard, 202, own_proof=True),
    Route("POST",   "/webhook/bitbucket/{repository}",            NOTHING, None,              webhooks.bitbucket, s.Heard, 202, own_proof=True),
    Route("POST",   "/webhook/gitea/{repository}",                NOTHING, None,              webhooks.gitea, s.Heard, 202, own_proof=True),
    Route("POST",   "/webhook/git/{repository}",                  NOTHING, None,              webhooks.git, s.Heard, 202, own_proof=True),
    Route("POST",   "/webhook/github/",                           NOTHING, None,              webhooks.github_anywhere, s.Heard, 202, own_proof=True),
    Route("POST",   "/webhook/gitlab/",                           NOTHING, None,              webhooks.gitlab_anywhere, s.Heard, 202, own_proof=True),
    Route("POST",   "/webhook/bitbucket/",                        NOTHING, None,              webhooks.bitbucket_anywhere, s.Heard, 202, own_proof=True),
    Route("POST",   "/webhook/gitea/",                            NOTHING, None,              webhooks.gitea_anywhere, s.Heard, 202, own_proof=True),
    Route("POST",   "/webhook/dvc",                               PERSON,  None,              webhooks.dvc, s.SeenPage, also=EXPERIMENTS),
)
# fmt: on
