/** Names for the shapes of our own OpenAPI description (`schema.d.ts` is made from it). */

import type { components } from "./schema";

type Shapes = components["schemas"];

export type Alarm = Shapes["Alarm"];
export type Annotation = Shapes["Annotation"];
export type Assignment = Shapes["Assignment"];
export type AuditEntry = Shapes["AuditEntry"];
export type Change = Shapes["Change"];
export type Commit = Shapes["Commit"];
export type Comparison = Shapes["Comparison"];
export type Difference = Shapes["Difference"];
export type Event = Shapes["Event"];
export type Failure = Shapes["Failure"];
export type FeedEvent = Shapes["FeedEvent"];
export type Arrival = Shapes["Arrival"];
export type Connection = Shapes["Connection"];
export type DeviceLogin = Shapes["DeviceLogin"];
export type Hook = Shapes["Hook"];
export type Invite = Shapes["Invite"];
export type Me = Shapes["Me"];
export type Member = Shapes["Member"];
export type Model = Shapes["Model"];
export type ModelPage = Shapes["ModelPage"];
export type NewChange = Shapes["NewChange"];
export type NewInvite = Shapes["NewInvite"];
export type NewPerson = Shapes["NewPerson"];
export type NewProject = Shapes["NewProject"];
export type NewToken = Shapes["NewToken"];
export type NoteChange = Shapes["NoteChange"];
export type Oddity = Shapes["Oddity"];
export type Person = Shapes["Person"];
export type Preview = Shapes["Preview"];
export type Problem = Shapes["Problem"];
export type CustomFile = Shapes["CustomFile"];
export type Project = Shapes["Project"];
export type ProjectChange = Shapes["ProjectChange"];
export type Repository = Shapes["Repository"];
export type Request = Shapes["Request"];
export type Role = Shapes["NewRole"]["role"];
export type Sync = Shapes["Sync"];
export type Team = Shapes["Team"];
export type TeamMember = Shapes["TeamMember"];
export type Token = Shapes["Token"];
export type TokenMade = Shapes["TokenMade"];
export type Version = Shapes["Version"];
export type VersionDetails = Shapes["VersionDetails"];
