#pragma once
// Access: who may do what, and where. Centres in a tree, departments, teams, people,
// roles, signing in, API keys, audit.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden (no right), NotFound (absent or out of reach), Stale (edited meanwhile),
// Conflict, WrongState, Invalid. `version` is what the caller last saw.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/actor.h"
#include "access/types.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "keys/keys.h"

namespace org {

// What every domain module stands on; references that live as long as the program.
struct Platform {
  db::Database& database;
  const base::Clock& clock;
  base::IdMaker& ids;
  const keys::KeyRing& keys;
  int node = 0;
};

struct ListQuery {
  int limit = 50;
  std::optional<std::int64_t> after;  // id of the last item of the page before
};

struct PersonFilter {
  std::string text;  // words of name, login, number
  std::optional<CentreId> centre_id;
  std::optional<DepartmentId> department_id;
  std::optional<TeamId> team_id;
  std::optional<bool> active;
};

struct AuditFilter {
  std::optional<std::int64_t> actor_id;
  std::string action;
  std::string subject_type;
  std::optional<std::int64_t> subject_id;
  std::optional<base::Time> from, until;
};

struct SignInPolicyFields {
  std::int64_t min_password_length = 10;
  std::int64_t lock_after_failures = 5;
  std::int64_t lock_minutes = 15;
  std::int64_t idle_minutes = 30;
  std::int64_t absolute_hours = 12;
};
BOOST_DESCRIBE_STRUCT(SignInPolicyFields, (),
                      (min_password_length, lock_after_failures, lock_minutes, idle_minutes, absolute_hours))
constexpr auto limits_of(const SignInPolicyFields*) {
  return std::array{base::Limit{.field = "min_password_length", .minimum = 8, .maximum = 64},
                    base::Limit{.field = "lock_after_failures", .minimum = 3, .maximum = 100},
                    base::Limit{.field = "lock_minutes", .minimum = 1, .maximum = 1440},
                    base::Limit{.field = "idle_minutes", .minimum = 5, .maximum = 1440},
                    base::Limit{.field = "absolute_hours", .minimum = 1, .maximum = 72}};
}
struct SignInPolicy : SignInPolicyFields {
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(SignInPolicy, (SignInPolicyFields), (version, updated_at))

// Where a sign-in comes from.
struct Client {
  std::string address;
  std::string browser;   // User-Agent, cut to 200 characters
  std::string language;  // what Accept-Language asks for, "" when nothing of ours
};

struct SignedInSession {
  CurrentSession session;
  std::string token;  // for the cookie; known to nobody else
};

class Access {
 public:
  // `rights` is the catalogue of all modules; `common_passwords` are refused as too easy.
  Access(Platform platform, std::vector<Right> rights, std::vector<std::string> common_passwords);
  ~Access();

  // On a new database: the sign-in policy, the roles of `content_folder`, the root centre and the administrator.
  // Gives the administrator's password when one was made up (`password` empty), else "".
  std::string ensure_ground(const std::string& content_folder, const std::string& password);

  // Sessions. The token of a cookie, or the key of a Bearer header, makes an Actor.
  base::Result<SignedInSession> sign_in(const Credentials& credentials, const Client& client);
  base::Result<Actor> actor_of_session(std::string_view token, const Client& client);
  base::Result<Actor> actor_of_key(std::string_view key, const Client& client);
  base::Result<CurrentSession> current_session(const Actor& actor);
  base::Result<std::vector<Session>> sessions(const Actor& actor);
  base::Status sign_out(const Actor& actor);
  base::Status sign_out_session(const Actor& actor, SessionId id);
  base::Status sign_out_everywhere(const Actor& actor);
  base::Status change_password(const Actor& actor, const PasswordChange& change);
  base::Result<CurrentSession> set_preferences(const Actor& actor, const Preferences& preferences);
  // Ends sessions whose time is over; gives their number. Run each minute.
  int end_expired_sessions();
  // The actor of a live session or key as its rights are now; empty when it has ended. Does not count as activity.
  std::optional<Actor> renewed_actor(db::Transaction& tx, const Actor& actor) const;
  // The person with its rights as they are now, without a session, for what the program itself does in a person's
  // name (the simulated agents of the demo): never for a request. Empty when absent or inactive.
  std::optional<Actor> stand_in(db::Transaction& tx, PersonId id) const;
  // Forgets cached actors after an event of another node (or this one) that changes rights.
  void forget_actors();

  base::Result<SignInPolicy> policy(const Actor& actor);
  base::Result<SignInPolicy> edit_policy(const Actor& actor, std::int64_t version, const SignInPolicyFields& fields);

  // The tree. Lists are in the order of id and give what `actor` reaches.
  base::Result<Page<Centre>> centres(const Actor& actor, const ListQuery& query);
  base::Result<Centre> centre(const Actor& actor, CentreId id);
  base::Result<Centre> create_centre(const Actor& actor, const CentreFields& fields);
  base::Result<Centre> edit_centre(const Actor& actor, CentreId id, std::int64_t version, const CentreFields& fields);
  base::Status delete_centre(const Actor& actor, CentreId id);

  base::Result<Page<Department>> departments(const Actor& actor, std::optional<CentreId> centre,
                                             const ListQuery& query);
  base::Result<Department> department(const Actor& actor, DepartmentId id);
  base::Result<Department> create_department(const Actor& actor, const DepartmentFields& fields);
  base::Result<Department> edit_department(const Actor& actor, DepartmentId id, std::int64_t version,
                                           const DepartmentFields& fields);
  base::Status delete_department(const Actor& actor, DepartmentId id);

  base::Result<Page<Team>> teams(const Actor& actor, std::optional<CentreId> centre, const ListQuery& query);
  base::Result<Team> team(const Actor& actor, TeamId id);
  base::Result<Team> create_team(const Actor& actor, const TeamFields& fields);
  base::Result<Team> edit_team(const Actor& actor, TeamId id, std::int64_t version, const TeamFields& fields);
  base::Status delete_team(const Actor& actor, TeamId id);

  base::Result<Page<Person>> people(const Actor& actor, const PersonFilter& filter, const ListQuery& query);
  base::Result<Person> person(const Actor& actor, PersonId id);
  base::Result<CreatedPerson> create_person(const Actor& actor, const NewPerson& fields);
  base::Result<Person> edit_person(const Actor& actor, PersonId id, std::int64_t version, const PersonFields& fields);
  // A made-up password, which the person must change at the next sign-in; ends the person's sessions.
  base::Result<NewPassword> reset_password(const Actor& actor, PersonId id);
  base::Result<Person> unlock(const Actor& actor, PersonId id);
  base::Status sign_out_person(const Actor& actor, PersonId id);

  base::Result<Page<Role>> roles(const Actor& actor, const ListQuery& query);
  base::Result<Role> role(const Actor& actor, RoleId id);
  base::Result<Role> create_role(const Actor& actor, const RoleFields& fields);
  base::Result<Role> edit_role(const Actor& actor, RoleId id, std::int64_t version, const RoleFields& fields);
  base::Status delete_role(const Actor& actor, RoleId id);
  const std::vector<Right>& rights() const { return rights_; }

  base::Result<Page<ApiKey>> api_keys(const Actor& actor, const ListQuery& query);
  base::Result<ApiKey> api_key(const Actor& actor, ApiKeyId id);
  base::Result<CreatedApiKey> create_api_key(const Actor& actor, const ApiKeyFields& fields);
  base::Result<ApiKey> edit_api_key(const Actor& actor, ApiKeyId id, std::int64_t version, const ApiKeyFields& fields);
  base::Status delete_api_key(const Actor& actor, ApiKeyId id);

  // Newest first.
  base::Result<Page<AuditEntry>> audit_entries(const Actor& actor, const AuditFilter& filter, const ListQuery& query);
  // Seals the audit rows of this node that no seal covers yet. Run each minute.
  void seal_audit();
  // Sentences on breaks of the chain; empty when it is whole.
  std::vector<std::string> check_audit();

  // Names of people for lists that refer to them, whatever the reader may see of people otherwise.
  static std::string person_name(db::Transaction& tx, std::int64_t id);
  // The employee number; "" when there is none.
  static std::string person_number(db::Transaction& tx, PersonId id);
  // The active person who has the employee number, when it is the only one.
  static std::optional<PersonId> person_with_number(db::Transaction& tx, std::string_view number);
  // The same of whoever acted: a person, a key; "" of the system and of what is gone.
  static std::string actor_name(db::Transaction& tx, const base::ActorRef& actor);
  static std::string centre_name(db::Transaction& tx, CentreId id);
  // The IANA zone of the centre; "" when there is none.
  static std::string centre_zone(db::Transaction& tx, CentreId id);
  // The root of the tree; none before there is any centre.
  static std::optional<CentreId> root_centre(db::Transaction& tx);
  // The centre itself, and all below it.
  static std::vector<CentreId> centres_from(db::Transaction& tx, CentreId id);
  static std::string team_name(db::Transaction& tx, TeamId id);
  static std::vector<TeamId> teams_of(db::Transaction& tx, DepartmentId id);
  // The centre itself, and all above it up to the root.
  static std::vector<CentreId> centres_above(db::Transaction& tx, CentreId id);
  static bool centre_exists(db::Transaction& tx, CentreId id);
  static bool team_exists(db::Transaction& tx, TeamId id);
  // Where a person stands, for objects that a person looks after; empty when there is none.
  static std::optional<Place> person_place(db::Transaction& tx, PersonId id);
  // The people whose objects `right` reaches when its scope is narrower than a centre: the actor, the team, the
  // department.
  static std::vector<PersonId> people_within(db::Transaction& tx, const Actor& actor, Right right);

 private:
  struct Cache;

  Actor build_actor(db::Transaction& tx, const struct PersonRow& person) const;
  CurrentSession describe_session(db::Transaction& tx, const Actor& actor, const struct SessionRow& session,
                                  const std::string& asked_language) const;
  std::optional<struct CachedActor> load_entry(db::Transaction& tx, const std::string& digest, base::Time now) const;
  std::optional<struct CachedActor> load_key_entry(db::Transaction& tx, const std::string& digest,
                                                   base::Time now) const;
  base::Status check_grants(db::Transaction& tx, const Actor& actor, const Place& place,
                            const std::vector<Grant>& grants) const;
  base::Status check_new_password(db::Transaction& tx, std::string_view password, std::string_view login,
                                  const std::string& path) const;
  base::Status check_rights(const Actor& actor, const std::vector<std::string>& rights) const;
  base::Status outranks(db::Transaction& tx, const Actor& actor, const struct PersonRow& person) const;
  void forget_after_commit(db::Transaction& tx);

  Platform platform_;
  std::vector<Right> rights_;
  std::vector<std::string> common_passwords_;
  std::unique_ptr<Cache> cache_;
};

// For the verbs of all modules: one line of audit inside the transaction.
struct AuditLine {
  std::string_view action;  // "person.edit"
  std::string_view subject_type;
  std::int64_t subject_id = 0;
  CentreId centre_id;
  std::string detail;
};
void audit(db::Transaction& tx, const Platform& platform, const Actor& actor, const AuditLine& line);

// The names of the fields in which two described structs differ, "name, phone".
std::string changed_fields(const base::Type& type, const void* before, const void* after);
template <class T>
std::string changed_fields(const T& before, const T& after) {
  return changed_fields(base::type_of<T>(), &before, &after);
}

// Refuses with Stale unless the caller saw the present version.
base::Status check_version(std::int64_t present, std::int64_t seen);

// Runs `create` unless this actor has created with the same Idempotency-Key before;
// then gives what was answered. Another body under the same key is a Conflict.
template <class T, class F>
base::Result<T> create_once(db::Transaction& tx, const Platform& platform, const Actor& actor, F create);

// The text parts of create_once.
base::Result<std::optional<std::string>> find_reply(db::Transaction& tx, const Platform& platform, const Actor& actor);
void keep_reply(db::Transaction& tx, const Platform& platform, const Actor& actor, const std::string& reply);

template <class T, class F>
base::Result<T> create_once(db::Transaction& tx, const Platform& platform, const Actor& actor, F create) {
  if (actor.idempotency_key.empty()) return create();
  auto reply = find_reply(tx, platform, actor);
  if (!reply) return base::pass(reply);
  if (*reply) return base::from_json<T>(**reply);
  base::Result<T> created = create();
  if (created) keep_reply(tx, platform, actor, base::to_json(*created));
  return created;
}

}  // namespace org
