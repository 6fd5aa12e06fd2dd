// Signing in: lock-out, the password rules, and the first session.
//
// Failures are counted by login as typed, known or not, and by address, so that
// neither the reply nor its time tells which logins exist.

#include <algorithm>

#include "access/actor_cache.h"
#include "access/passwords.h"
#include "access/rights.h"
#include "access/verbs.h"
#include "search/search.h"

namespace org {
namespace {

// Of one address, over all logins; enough for a centre behind one router.
constexpr int max_failures_of_address = 100;

std::unexpected<base::Error> refuse_locked(base::Time until) {
  return base::refuse(base::Code::TooMany, "sign_in_locked", {{"until", base::to_rfc3339(until)}});
}

std::unexpected<base::Error> refuse_credentials() {
  return base::refuse(base::Code::Unauthenticated, "wrong_credentials");
}

// Counts a failure; gives the time until which the subject is now locked.
std::optional<base::Time> count_failure(db::Transaction& tx, const std::string& subject, std::int64_t limit,
                                        std::chrono::minutes pause, base::Time now) {
  auto row = find_failure(tx, subject).value_or(FailureRow{subject, 0, now, {}});
  bool stale = now - row.first_at > pause || (row.locked_until && *row.locked_until <= now);
  if (stale) row = {subject, 0, now, {}};
  row.failures += 1;
  if (row.failures >= limit) row.locked_until = now + pause;
  put_failure(tx, row);
  return row.locked_until;
}

base::Status check_lock(db::Transaction& tx, const std::string& subject, base::Time now) {
  auto row = find_failure(tx, subject);
  if (row && row->locked_until && *row->locked_until > now) return refuse_locked(*row->locked_until);
  return {};
}

}  // namespace

base::Status Access::check_new_password(db::Transaction& tx, std::string_view password, std::string_view login,
                                        const std::string& path) const {
  auto policy = load_policy(tx);
  auto minimum = static_cast<std::size_t>(policy.min_password_length);
  auto folded = search::fold(password);
  std::string text(password);
  std::vector<base::Fault> faults;
  base::check_text(text, {.min_length = minimum, .format = base::Format::Password}, path, faults);
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  if (std::binary_search(common_passwords_.begin(), common_passwords_.end(), folded))
    return base::refuse_fault(path, "common_password");
  if (!login.empty() && folded.find(search::fold(login)) != std::string::npos)
    return base::refuse_fault(path, "password_holds_login");
  bool one_character = folded.find_first_not_of(folded.front()) == std::string::npos;
  if (one_character) return base::refuse_fault(path, "common_password");
  return {};
}

base::Result<SignedInSession> Access::sign_in(const Credentials& credentials, const Client& client) {
  auto now = platform_.clock.now();
  auto login = search::fold(credentials.user);
  auto by_login = failure_subject(platform_.keys, "login", login);
  auto by_address = failure_subject(platform_.keys, "address", client.address);

  std::optional<PersonRow> person;
  auto open = platform_.database.read([&](db::Transaction& tx) -> base::Status {
    if (auto status = check_lock(tx, by_login, now); !status) return status;
    if (auto status = check_lock(tx, by_address, now); !status) return status;
    person = find_person_by_login(tx, login);
    return {};
  });
  if (!open) return base::pass(open);

  bool fits = person ? password_fits(person->password_hash, credentials.password)
                     : (compare_with_nothing(credentials.password), false);
  if (!fits || !person->active) {
    auto locked = platform_.database.write([&](db::Transaction& tx) {
      auto policy = load_policy(tx);
      std::chrono::minutes pause{policy.lock_minutes};
      count_failure(tx, by_address, max_failures_of_address, pause, now);
      auto until = count_failure(tx, by_login, policy.lock_after_failures, pause, now);
      auto centre = person ? person->centre_id : CentreId{};
      auto id = person ? std::optional(person->id) : std::nullopt;
      Actor nobody = system_actor();
      nobody.address = client.address;
      audit(tx, platform_, nobody, {"session.failed", "person", id ? id->value : 0, centre, ""});
      if (until) tell(tx, platform_, nobody, centre, id ? id->value : 0, SignInLocked{id});
      return until;
    });
    if (locked) return refuse_locked(*locked);
    return refuse_credentials();
  }

  auto token = keys::random_token() + keys::random_token();
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<SignedInSession> {
    // The password may have been changed, or the person locked, while it was compared.
    auto present = find<PersonRow>(tx, person->id);
    if (!present || !present->active || present->password_hash != person->password_hash) return refuse_credentials();
    if (auto status = check_lock(tx, by_login, now); !status) return base::pass(status);
    clear_failure(tx, by_login);
    SessionRow session{platform_.ids.make<SessionId>(),
                       present->id,
                       keys::hex(keys::digest(token)),
                       now,
                       now,
                       client.address,
                       client.browser};
    insert(tx, session);
    tx.execute("UPDATE person SET last_sign_in_at = ?1 WHERE id = ?2", now, present->id);
    Actor actor = build_actor(tx, *present);
    actor.session_id = session.id;
    actor.address = client.address;
    audit(tx, platform_, actor, {"session.opened", "person", present->id.value, present->centre_id, ""});
    tell(tx, platform_, actor, present->centre_id, present->id.value, SignedIn{present->id, session.id});
    return SignedInSession{describe_session(tx, actor, session, client.language), token};
  });
}

base::Status Access::change_password(const Actor& actor, const PasswordChange& change) {
  if (actor.ref.kind != base::ActorKind::Person) return base::refuse(base::Code::Forbidden, "people_only");
  PersonId id{actor.ref.id};
  std::optional<PersonRow> person;
  auto subject = std::string();
  auto now = platform_.clock.now();
  auto checked = platform_.database.read([&](db::Transaction& tx) -> base::Status {
    person = find<PersonRow>(tx, id);
    if (!person) return base::not_found();
    subject = failure_subject(platform_.keys, "login", person->login_fold);
    if (auto status = check_lock(tx, subject, now); !status) return status;
    return check_new_password(tx, change.new_password, person->login, "/new_password");
  });
  if (!checked) return checked;
  if (!password_fits(person->password_hash, change.old_password)) {
    platform_.database.write([&](db::Transaction& tx) {
      auto policy = load_policy(tx);
      auto until =
          count_failure(tx, subject, policy.lock_after_failures, std::chrono::minutes{policy.lock_minutes}, now);
      if (until) tell(tx, platform_, actor, person->centre_id, id.value, SignInLocked{id});
    });
    return base::refuse_fault("/old_password", "wrong_password");
  }
  if (change.new_password == change.old_password) return base::refuse_fault("/new_password", "same_password");
  auto hash = hash_password(change.new_password);
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto row = find<PersonRow>(tx, id);
    if (!row || row->password_hash != person->password_hash) return base::refuse(base::Code::Stale, "stale");
    row->password_hash = hash;
    row->must_change_password = false;
    row->version += 1;
    row->updated_at = now;
    update(tx, *row);
    end_sessions(tx, platform_, actor, *row, actor.session_id, SignOutReason::PasswordChanged);
    audit(tx, platform_, actor, {"person.password_changed", "person", id.value, row->centre_id, ""});
    tell(tx, platform_, actor, row->centre_id, id.value, PersonChanged{id, Change::Edited});
    forget_after_commit(tx);
    return {};
  });
}

}  // namespace org
