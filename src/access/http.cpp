// The endpoints of access.

#include "access/api.h"
#include "access/rights.h"

namespace org {
namespace {

// The cookie ends with the browser; the server ends the session itself.
std::string cookie_of(std::string_view token, bool secure) {
  std::string cookie = std::string(session_cookie) + '=' + std::string(token) + "; Path=/; HttpOnly; SameSite=Strict";
  if (token.empty()) cookie += "; Max-Age=0";
  if (secure) cookie += "; Secure";
  return cookie;
}

http::Response with_cookie(http::Response response, std::string_view token, const Call& call) {
  response.with("Set-Cookie", cookie_of(token, call.request.secure));
  return response;
}

// Null where nobody is signed in.
struct WhoIsThere {
  std::optional<CurrentSession> session;
};
BOOST_DESCRIBE_STRUCT(WhoIsThere, (), (session))

base::Result<WhoIsThere> who_is_there(Api& api, Access& access, const Call& call) {
  auto actor = api.authenticate(call.request);
  auto session = actor ? access.current_session(*actor) : base::Result<CurrentSession>(base::pass(actor));
  if (session) return WhoIsThere{*std::move(session)};
  if (session.error().code == base::Code::Unauthenticated) return WhoIsThere{};
  return base::pass(session);
}

void add_session_endpoints(Api& api, Access& access) {
  Endpoint sign_in{http::Method::Post,
                   "/session",
                   {"sign_in", "Signs in and sets the session cookie.", "", {}},
                   &base::type_of<Credentials>(),
                   &base::type_of<CurrentSession>(),
                   200};
  sign_in.open = true;
  sign_in.body_kind = http::Body::Small;
  sign_in.run = [&](const Call& call) -> base::Result<http::Response> {
    auto body = call.body<Credentials>();
    if (!body) return base::pass(body);
    auto session = access.sign_in(*body, api.client_of(call.request));
    if (!session) return base::pass(session);
    return with_cookie(Api::reply(200, session->session), session->token, call);
  };
  api.raw(std::move(sign_in));

  Endpoint sign_out{http::Method::Delete, "/session", {"sign_out", "Signs out.", "", {}}, nullptr, nullptr, 204};
  sign_out.run = [&](const Call& call) -> base::Result<http::Response> {
    if (auto status = access.sign_out(call.actor); !status) return base::pass(status);
    return with_cookie({.status = 204}, "", call);
  };
  api.raw(std::move(sign_out));

  Endpoint everywhere{http::Method::Delete,
                      "/sessions",
                      {"sign_out_everywhere", "Ends all sessions of the person who asks, this one too.", "", {}},
                      nullptr,
                      nullptr,
                      204};
  everywhere.run = [&](const Call& call) -> base::Result<http::Response> {
    if (auto status = access.sign_out_everywhere(call.actor); !status) return base::pass(status);
    return with_cookie({.status = 204}, "", call);
  };
  api.raw(std::move(everywhere));

  api.get("/session", {"get_session", "Who is signed in, with rights.", "", {}},
          [&](const Call& call) { return access.current_session(call.actor); });
  // A page asks it before it knows: that nobody is signed in is an answer, not a refusal.
  Endpoint holder{http::Method::Get,
                  "/session/holder",
                  {"get_session_holder", "Who is signed in, with rights; null for nobody.", "", {}},
                  nullptr,
                  &base::type_of<WhoIsThere>()};
  holder.open = true;
  holder.run = [&](const Call& call) { return Api::reply_of(200, who_is_there(api, access, call)); };
  api.raw(std::move(holder));
  api.set<Preferences>(
      "/session/preferences", {"set_preferences", "Sets the language of the console.", "", {}},
      [&](const Call& call, const Preferences& body) { return access.set_preferences(call.actor, body); });
  api.act<PasswordChange>(
      "/session/password", {"change_password", "Changes the own password; ends the other sessions.", "", {}},
      [&](const Call& call, const PasswordChange& body) { return access.change_password(call.actor, body); });
  api.get("/sessions", {"list_sessions", "The own sessions.", "", {}},
          [&](const Call& call) -> base::Result<Items<Session>> {
            auto sessions = access.sessions(call.actor);
            if (!sessions) return base::pass(sessions);
            return Items<Session>{*std::move(sessions)};
          });
  api.remove("/sessions/{id}", {"end_session", "Ends one of the own sessions.", "", {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<SessionId>();
               if (!id) return base::pass(id);
               return access.sign_out_session(call.actor, *id);
             });
  api.get("/sign-in-policy", {"get_sign_in_policy", "The rules of signing in.", edit_policy_right.key, {}},
          [&](const Call& call) { return access.policy(call.actor); });
  api.edit<SignInPolicyFields>("/sign-in-policy",
                               {"edit_sign_in_policy", "Changes the rules of signing in.", edit_policy_right.key, {}},
                               [&](const Call& call, std::int64_t version, const SignInPolicyFields& body) {
                                 return access.edit_policy(call.actor, version, body);
                               });
}

// The five endpoints of a thing that is listed, read, made, edited and deleted.
template <class Id, class Fields, class Get, class Create, class Edit>
void add_object(Api& api, const std::string& path, std::string_view word, Right view, Right edit, Get get,
                Create create, Edit edit_verb) {
  static std::vector<std::unique_ptr<std::string>> names;  // Doc holds views
  auto name = [&](std::string_view verb) -> std::string_view {
    return *names.emplace_back(std::make_unique<std::string>(std::string(verb) + '_' + std::string(word)));
  };
  api.get(path + "/{id}", {name("get"), "One, with its version as ETag.", view.key, {}},
          [get](const Call& call) -> decltype(get(call.actor, Id{})) {
            auto id = call.id<Id>();
            if (!id) return base::pass(id);
            return get(call.actor, *id);
          });
  api.create<Fields>(path, {name("create"), "Makes one.", edit.key, {}},
                     [create](const Call& call, const Fields& body) { return create(call.actor, body); });
  using Stored = std::conditional_t<std::is_same_v<Fields, NewPerson>, PersonFields, Fields>;
  api.edit<Stored>(path + "/{id}",
                   {name("edit"), "Replaces one; If-Match names the version that was seen.", edit.key, {}},
                   [edit_verb](const Call& call, std::int64_t version,
                               const Stored& body) -> decltype(edit_verb(call.actor, Id{}, version, body)) {
                     auto id = call.id<Id>();
                     if (!id) return base::pass(id);
                     return edit_verb(call.actor, *id, version, body);
                   });
}

template <class Id, class Delete>
void add_delete(Api& api, const std::string& path, std::string_view id, Right edit, Delete verb) {
  api.remove(path + "/{id}", {id, "Deletes one that nothing hangs on.", edit.key, {}},
             [verb](const Call& call) -> base::Status {
               auto object = call.id<Id>();
               if (!object) return base::pass(object);
               return verb(call.actor, *object);
             });
}

void add_centre_endpoints(Api& api, Access& access) {
  api.list("/centres", {"list_centres", "The centres within reach.", view_centres.key, {}},
           [&](const Call& call, const ListQuery& query) { return access.centres(call.actor, query); });
  add_object<CentreId, CentreFields>(
      api, "/centres", "centre", view_centres, edit_centres,
      [&](const Actor& actor, CentreId id) { return access.centre(actor, id); },
      [&](const Actor& actor, const CentreFields& body) { return access.create_centre(actor, body); },
      [&](const Actor& actor, CentreId id, std::int64_t version, const CentreFields& body) {
        return access.edit_centre(actor, id, version, body);
      });
  add_delete<CentreId>(api, "/centres", "delete_centre", edit_centres,
                       [&](const Actor& actor, CentreId id) { return access.delete_centre(actor, id); });
}

void add_department_endpoints(Api& api, Access& access) {
  api.list("/departments",
           {"list_departments",
            "The departments within reach.",
            view_organisation.key,
            {{"centre_id", "only of this centre"}}},
           [&](const Call& call, const ListQuery& query) -> base::Result<Page<Department>> {
             auto centre = call.id_parameter<CentreId>("centre_id");
             if (!centre) return base::pass(centre);
             return access.departments(call.actor, *centre, query);
           });
  add_object<DepartmentId, DepartmentFields>(
      api, "/departments", "department", view_organisation, edit_organisation,
      [&](const Actor& actor, DepartmentId id) { return access.department(actor, id); },
      [&](const Actor& actor, const DepartmentFields& body) { return access.create_department(actor, body); },
      [&](const Actor& actor, DepartmentId id, std::int64_t version, const DepartmentFields& body) {
        return access.edit_department(actor, id, version, body);
      });
  add_delete<DepartmentId>(api, "/departments", "delete_department", edit_organisation,
                           [&](const Actor& actor, DepartmentId id) { return access.delete_department(actor, id); });
}

void add_team_endpoints(Api& api, Access& access) {
  api.list("/teams",
           {"list_teams", "The teams within reach.", view_organisation.key, {{"centre_id", "only of this centre"}}},
           [&](const Call& call, const ListQuery& query) -> base::Result<Page<Team>> {
             auto centre = call.id_parameter<CentreId>("centre_id");
             if (!centre) return base::pass(centre);
             return access.teams(call.actor, *centre, query);
           });
  add_object<TeamId, TeamFields>(
      api, "/teams", "team", view_organisation, edit_organisation,
      [&](const Actor& actor, TeamId id) { return access.team(actor, id); },
      [&](const Actor& actor, const TeamFields& body) { return access.create_team(actor, body); },
      [&](const Actor& actor, TeamId id, std::int64_t version, const TeamFields& body) {
        return access.edit_team(actor, id, version, body);
      });
  add_delete<TeamId>(api, "/teams", "delete_team", edit_organisation,
                     [&](const Actor& actor, TeamId id) { return access.delete_team(actor, id); });
}

base::Result<PersonFilter> person_filter(const Call& call) {
  auto centre = call.id_parameter<CentreId>("centre_id");
  if (!centre) return base::pass(centre);
  auto department = call.id_parameter<DepartmentId>("department_id");
  if (!department) return base::pass(department);
  auto team = call.id_parameter<TeamId>("team_id");
  if (!team) return base::pass(team);
  auto active = call.flag_parameter("active");
  if (!active) return base::pass(active);
  return PersonFilter{call.text_parameter("q"), *centre, *department, *team, *active};
}

void add_people_endpoints(Api& api, Access& access) {
  api.list("/people",
           {"list_people",
            "The people within reach.",
            view_people.key,
            {{"q", "words of name, login or number"},
             {"centre_id", "only of this centre"},
             {"department_id", "only of this department"},
             {"team_id", "only of this team"},
             {"active", "true or false"}}},
           [&](const Call& call, const ListQuery& query) -> base::Result<Page<Person>> {
             auto filter = person_filter(call);
             if (!filter) return base::pass(filter);
             return access.people(call.actor, *filter, query);
           });
  add_object<PersonId, NewPerson>(
      api, "/people", "person", view_people, edit_people,
      [&](const Actor& actor, PersonId id) { return access.person(actor, id); },
      [&](const Actor& actor, const NewPerson& body) { return access.create_person(actor, body); },
      [&](const Actor& actor, PersonId id, std::int64_t version, const PersonFields& body) {
        return access.edit_person(actor, id, version, body);
      });
  api.act("/people/{id}/password-resets",
          {"reset_password",
           "Gives the person a made-up password, to be changed at the next sign-in.",
           secure_people.key,
           {}},
          [&](const Call& call) -> base::Result<NewPassword> {
            auto id = call.id<PersonId>();
            if (!id) return base::pass(id);
            return access.reset_password(call.actor, *id);
          });
  api.act("/people/{id}/unlocks", {"unlock_person", "Ends a lock-out.", secure_people.key, {}},
          [&](const Call& call) -> base::Result<Person> {
            auto id = call.id<PersonId>();
            if (!id) return base::pass(id);
            return access.unlock(call.actor, *id);
          });
  api.act("/people/{id}/sign-outs", {"sign_out_person", "Ends the person's sessions.", secure_people.key, {}},
          [&](const Call& call) -> base::Status {
            auto id = call.id<PersonId>();
            if (!id) return base::pass(id);
            return access.sign_out_person(call.actor, *id);
          });
}

void add_role_endpoints(Api& api, Access& access) {
  api.list("/roles", {"list_roles", "All roles.", view_roles.key, {}},
           [&](const Call& call, const ListQuery& query) { return access.roles(call.actor, query); });
  add_object<RoleId, RoleFields>(
      api, "/roles", "role", view_roles, edit_roles,
      [&](const Actor& actor, RoleId id) { return access.role(actor, id); },
      [&](const Actor& actor, const RoleFields& body) { return access.create_role(actor, body); },
      [&](const Actor& actor, RoleId id, std::int64_t version, const RoleFields& body) {
        return access.edit_role(actor, id, version, body);
      });
  add_delete<RoleId>(api, "/roles", "delete_role", edit_roles,
                     [&](const Actor& actor, RoleId id) { return access.delete_role(actor, id); });
  api.get("/rights", {"list_rights", "The catalogue of function rights.", "", {}},
          [&](const Call&) -> base::Result<Items<RightDefinition>> {
            Items<RightDefinition> list;
            for (const auto& right : access.rights())
              list.items.push_back({std::string(right.key), std::string(right.key.substr(0, right.key.find('.')))});
            return list;
          });
}

void add_key_endpoints(Api& api, Access& access) {
  api.list("/api-keys", {"list_api_keys", "The API keys within reach.", edit_api_keys.key, {}},
           [&](const Call& call, const ListQuery& query) { return access.api_keys(call.actor, query); });
  add_object<ApiKeyId, ApiKeyFields>(
      api, "/api-keys", "api_key", edit_api_keys, edit_api_keys,
      [&](const Actor& actor, ApiKeyId id) { return access.api_key(actor, id); },
      [&](const Actor& actor, const ApiKeyFields& body) { return access.create_api_key(actor, body); },
      [&](const Actor& actor, ApiKeyId id, std::int64_t version, const ApiKeyFields& body) {
        return access.edit_api_key(actor, id, version, body);
      });
  add_delete<ApiKeyId>(api, "/api-keys", "delete_api_key", edit_api_keys,
                       [&](const Actor& actor, ApiKeyId id) { return access.delete_api_key(actor, id); });
}

base::Result<AuditFilter> audit_filter(const Call& call) {
  struct Number;
  auto actor = call.id_parameter<base::Id<Number>>("actor_id");
  if (!actor) return base::pass(actor);
  auto subject = call.id_parameter<base::Id<Number>>("subject_id");
  if (!subject) return base::pass(subject);
  auto from = call.time_parameter("from");
  if (!from) return base::pass(from);
  auto until = call.time_parameter("until");
  if (!until) return base::pass(until);
  AuditFilter filter{{}, call.text_parameter("action"), call.text_parameter("subject_type"), {}, *from, *until};
  if (*actor) filter.actor_id = (*actor)->value;
  if (*subject) filter.subject_id = (*subject)->value;
  return filter;
}

void add_audit_endpoints(Api& api, Access& access) {
  api.list("/audit-entries",
           {"list_audit_entries",
            "Who did or saw what, newest first.",
            view_audit.key,
            {{"actor_id", "only by this person"},
             {"action", "only this action"},
             {"subject_type", "only about things of this kind"},
             {"subject_id", "only about this thing"},
             {"from", "not before"},
             {"until", "before"}}},
           [&](const Call& call, const ListQuery& query) -> base::Result<Page<AuditEntry>> {
             auto filter = audit_filter(call);
             if (!filter) return base::pass(filter);
             return access.audit_entries(call.actor, *filter, query);
           });
}

}  // namespace

void add_access_endpoints(Api& api, Access& access) {
  add_session_endpoints(api, access);
  add_centre_endpoints(api, access);
  add_department_endpoints(api, access);
  add_team_endpoints(api, access);
  add_people_endpoints(api, access);
  add_role_endpoints(api, access);
  add_key_endpoints(api, access);
  add_audit_endpoints(api, access);
}

}  // namespace org
