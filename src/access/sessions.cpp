// Sessions and keys: who a token stands for, and until when.

#include <algorithm>

#include "access/actor_cache.h"
#include "access/rights.h"
#include "access/verbs.h"

namespace org {
namespace {

constexpr std::string_view default_language = "zh-CN";

// How stale last_seen_at may be in the database.
constexpr std::chrono::seconds seen_write_interval{60};

std::unexpected<base::Error> refuse_session() {
  return base::refuse(base::Code::Unauthenticated, "not_signed_in");
}

void add_rights(db::Transaction& tx, Actor& actor, const std::vector<Grant>& grants) {
  for (const auto& grant : grants) {
    auto role = find<RoleRow>(tx, grant.role_id);
    if (!role) continue;
    for (const auto& right : role->rights) {
      auto [held, added] = actor.rights.emplace(right, grant.scope);
      if (!added) held->second = std::max(held->second, grant.scope);
    }
  }
}

void add_place(db::Transaction& tx, Actor& actor, const Place& place) {
  actor.place = place;
  actor.centres_below = centres_below(tx, place.centre_id);
  auto centre = find<CentreRow>(tx, place.centre_id);
  actor.at_root = centre && !centre->parent_id;
}

std::string best_language(const std::optional<std::string>& own, const std::string& asked, const std::string& centre) {
  if (own) return *own;
  if (!asked.empty()) return asked;
  return centre.empty() ? std::string(default_language) : centre;
}

std::string language_of_centre(db::Transaction& tx, CentreId id) {
  auto centre = find<CentreRow>(tx, id);
  return centre ? centre->language : "";
}

}  // namespace

Actor Access::build_actor(db::Transaction& tx, const PersonRow& person) const {
  Actor actor;
  actor.ref = {base::ActorKind::Person, person.id.value};
  actor.must_change_password = person.must_change_password;
  add_place(tx, actor, place_of(person));
  add_rights(tx, actor, person.grants);
  return actor;
}

CurrentSession Access::describe_session(db::Transaction& tx, const Actor& actor, const SessionRow& session,
                                        const std::string& asked_language) const {
  auto person = find<PersonRow>(tx, session.person_id);
  auto centre = find<CentreRow>(tx, person->centre_id);
  CurrentSession current{session.id,
                         person->id,
                         person->name,
                         person->number,
                         centre->id,
                         centre->name,
                         centre->time_zone,
                         best_language(person->language, asked_language, centre->language),
                         {},
                         person->must_change_password,
                         session.created_at + std::chrono::hours{load_policy(tx).absolute_hours}};
  for (const auto& [right, scope] : actor.rights) current.rights.push_back({right, scope});
  return current;
}

base::Result<Actor> Access::actor_of_session(std::string_view token, const Client& client) {
  if (token.size() != 44) return refuse_session();
  auto digest = keys::hex(keys::digest(token));
  auto now = platform_.clock.now();
  auto generation = cache_->generation();
  auto entry = cache_->find(digest);
  if (!entry || now >= entry->ends_at) {
    auto loaded = platform_.database.read([&](db::Transaction& tx) { return load_entry(tx, digest, now); });
    if (!loaded) return refuse_session();
    entry = std::make_optional(std::move(*loaded));
    cache_->keep(digest, *entry, generation);
  }
  cache_->seen(digest, now);
  if (now - entry->last_written_at >= seen_write_interval) {
    platform_.database.write([&](db::Transaction& tx) {
      tx.execute("UPDATE session SET last_seen_at = ?1 WHERE id = ?2 AND last_seen_at < ?1", now,
                 entry->actor.session_id);
    });
    cache_->written(digest, now);
  }
  entry->actor.language = best_language(entry->own_language, client.language, entry->centre_language);
  entry->actor.address = client.address;
  return std::move(entry->actor);
}

// `ends_at` of an entry is when it must be looked up again: the end of the session by
// either rule, the idle one counted from what the database knows of the last request.
std::optional<CachedActor> Access::load_entry(db::Transaction& tx, const std::string& digest, base::Time now) const {
  auto session = find_session(tx, digest);
  if (!session) return std::nullopt;
  auto policy = load_policy(tx);
  auto absolute_end = session->created_at + std::chrono::hours{policy.absolute_hours};
  auto idle_end = session->last_seen_at + std::chrono::minutes{policy.idle_minutes};
  auto person = find<PersonRow>(tx, session->person_id);
  if (now >= absolute_end || now >= idle_end || !person || !person->active) return std::nullopt;
  CachedActor entry;
  entry.actor = build_actor(tx, *person);
  entry.actor.session_id = session->id;
  entry.own_language = person->language;
  entry.centre_language = language_of_centre(tx, person->centre_id);
  // Each request moves the idle end; one that comes is written within a minute.
  entry.ends_at = std::min(absolute_end, now + std::chrono::minutes{policy.idle_minutes});
  entry.last_seen_at = now;
  entry.last_written_at = session->last_seen_at;
  return entry;
}

base::Result<Actor> Access::actor_of_key(std::string_view key, const Client& client) {
  if (!key.starts_with("yk_") || key.size() != 47) return base::refuse(base::Code::Unauthenticated, "wrong_api_key");
  auto digest = keys::hex(keys::digest(key));
  auto now = platform_.clock.now();
  auto generation = cache_->generation();
  auto entry = cache_->find(digest);
  if (!entry || now >= entry->ends_at) {
    auto loaded = platform_.database.read([&](db::Transaction& tx) { return load_key_entry(tx, digest, now); });
    if (!loaded) return base::refuse(base::Code::Unauthenticated, "wrong_api_key");
    entry = std::make_optional(std::move(*loaded));
    cache_->keep(digest, *entry, generation);
  }
  if (now - entry->last_written_at >= seen_write_interval) {
    platform_.database.write([&](db::Transaction& tx) {
      tx.execute("UPDATE api_key SET last_used_at = ?1 WHERE id = ?2", now, ApiKeyId{entry->actor.ref.id});
    });
    cache_->written(digest, now);
  }
  entry->actor.language = best_language({}, client.language, entry->centre_language);
  entry->actor.address = client.address;
  return std::move(entry->actor);
}

std::optional<CachedActor> Access::load_key_entry(db::Transaction& tx, const std::string& digest,
                                                  base::Time now) const {
  auto key = db::first_row<ApiKeyRow>(tx.query(select<ApiKeyRow>() + "WHERE token_digest = ?1", digest));
  if (!key || !key->active || (key->expires_at && *key->expires_at <= now)) return std::nullopt;
  CachedActor entry;
  entry.actor.ref = {base::ActorKind::ApiKey, key->id.value};
  add_place(tx, entry.actor, {.centre_id = key->centre_id});
  add_rights(tx, entry.actor, key->grants);
  entry.centre_language = language_of_centre(tx, key->centre_id);
  entry.ends_at = key->expires_at.value_or(now + std::chrono::hours{24});
  entry.last_written_at = key->last_used_at.value_or(base::Time{});
  return entry;
}

std::optional<Actor> Access::renewed_actor(db::Transaction& tx, const Actor& actor) const {
  auto session = find<SessionRow>(tx, actor.session_id);
  if (!session) return std::nullopt;
  auto person = find<PersonRow>(tx, session->person_id);
  if (!person || !person->active) return std::nullopt;
  Actor renewed = build_actor(tx, *person);
  renewed.session_id = session->id;
  renewed.language = person->language.value_or(actor.language);
  renewed.address = actor.address;
  return renewed;
}

std::optional<Actor> Access::stand_in(db::Transaction& tx, PersonId id) const {
  auto person = find<PersonRow>(tx, id);
  if (!person || !person->active) return std::nullopt;
  Actor actor = build_actor(tx, *person);
  actor.language = person->language.value_or(language_of_centre(tx, person->centre_id));
  return actor;
}

base::Result<CurrentSession> Access::current_session(const Actor& actor) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<CurrentSession> {
    auto session = find<SessionRow>(tx, actor.session_id);
    if (!session) return refuse_session();
    return describe_session(tx, actor, *session, actor.language);
  });
}

base::Result<std::vector<Session>> Access::sessions(const Actor& actor) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<Session>> {
    if (!actor.session_id) return refuse_session();
    std::vector<Session> list;
    for (const auto& row : sessions_of(tx, PersonId{actor.ref.id}))
      list.push_back({row.id, row.created_at, row.last_seen_at, row.address, row.browser, row.id == actor.session_id});
    return list;
  });
}

base::Status Access::sign_out(const Actor& actor) {
  return sign_out_session(actor, actor.session_id);
}

base::Status Access::sign_out_session(const Actor& actor, SessionId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto session = find<SessionRow>(tx, id);
    if (!actor.session_id || !session || session->person_id.value != actor.ref.id) return base::not_found();
    erase<SessionRow>(tx, id);
    audit(tx, platform_, actor, {"session.closed", "person", actor.ref.id, actor.place.centre_id, ""});
    tell(tx, platform_, actor, actor.place.centre_id, actor.ref.id,
         SignedOut{session->person_id, id, SignOutReason::Self});
    forget_after_commit(tx);
    return {};
  });
}

base::Status Access::sign_out_everywhere(const Actor& actor) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto person = find<PersonRow>(tx, PersonId{actor.ref.id});
    if (!actor.session_id || !person) return refuse_session();
    end_sessions(tx, platform_, actor, *person, SessionId{}, SignOutReason::Everywhere);
    audit(tx, platform_, actor, {"session.closed_everywhere", "person", actor.ref.id, person->centre_id, ""});
    forget_after_commit(tx);
    return {};
  });
}

base::Result<CurrentSession> Access::set_preferences(const Actor& actor, const Preferences& preferences) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<CurrentSession> {
    auto session = find<SessionRow>(tx, actor.session_id);
    auto person = find<PersonRow>(tx, PersonId{actor.ref.id});
    if (!session || !person) return refuse_session();
    person->language = preferences.language;
    person->version += 1;
    person->updated_at = platform_.clock.now();
    update(tx, *person);
    tell(tx, platform_, actor, person->centre_id, person->id.value, PersonChanged{person->id, Change::Edited});
    forget_after_commit(tx);
    return describe_session(tx, actor, *session, actor.language);
  });
}

int Access::end_expired_sessions() {
  return platform_.database.write([&](db::Transaction& tx) {
    auto now = platform_.clock.now();
    auto policy = load_policy(tx);
    auto absolute = now - std::chrono::hours{policy.absolute_hours};
    auto idle = now - std::chrono::minutes{policy.idle_minutes};
    auto over = db::read_rows<SessionRow>(
        tx.query(select<SessionRow>() + "WHERE created_at <= ?1 OR last_seen_at <= ?2 LIMIT 1000", absolute, idle));
    for (const auto& session : over) {
      erase<SessionRow>(tx, session.id);
      auto reason = session.created_at <= absolute ? SignOutReason::Expired : SignOutReason::Idle;
      auto person = find<PersonRow>(tx, session.person_id);
      tell(tx, platform_, system_actor(), person->centre_id, person->id.value,
           SignedOut{session.person_id, session.id, reason});
    }
    tx.execute("DELETE FROM idempotency WHERE at < ?1", now - std::chrono::hours{24});
    tx.execute("DELETE FROM sign_in_failure WHERE first_at < ?1 AND (locked_until IS NULL OR locked_until < ?1)",
               now - std::chrono::hours{24});
    if (!over.empty()) forget_after_commit(tx);
    return static_cast<int>(over.size());
  });
}

void Access::forget_actors() {
  cache_->forget();
}

void Access::forget_after_commit(db::Transaction& tx) {
  tx.after_commit([this] { cache_->forget(); });
}

}  // namespace org
