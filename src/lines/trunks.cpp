// Verbs on trunks.

#include <algorithm>

#include "lines/verbs.h"
#include "voice/address.h"

namespace lines {
namespace {

// A password goes only where it was entered for, so that nobody learns it by naming another server.
bool goes_elsewhere(const TrunkSettings& fields, const TrunkSettings& stored) {
  return fields.host != stored.host || fields.port != stored.port || fields.transport != stored.transport ||
         fields.login != stored.login || fields.domain != stored.domain;
}

std::vector<base::Fault> faults_of(const TrunkSettings& fields) {
  std::vector<base::Fault> faults;
  const auto bad = [&](std::string path) { faults.push_back({std::move(path), "bad_format", {}}); };
  if (!is_host(fields.host)) bad("/host");
  if (!fields.domain.empty() && !is_host(fields.domain)) bad("/domain");
  if (!fields.login.empty() && !is_sip_user(fields.login)) bad("/login");
  if (!fields.inbound_login.empty() && !is_sip_user(fields.inbound_login)) bad("/inbound_login");
  for (std::size_t i = 0; i < fields.addresses.size(); ++i)
    if (!voice::Address::from(fields.addresses[i], 0)) bad("/addresses/" + std::to_string(i));
  if (fields.codecs.empty()) faults.push_back({"/codecs", "missing", {}});
  const bool is_area = fields.area_code.size() >= 3 && fields.area_code[0] == '0' &&
                       std::ranges::all_of(fields.area_code, [](char c) { return c >= '0' && c <= '9'; });
  if (!fields.area_code.empty() && !is_area) bad("/area_code");
  if (fields.registers && fields.login.empty()) faults.push_back({"/login", "missing", {}});
  return faults;
}

std::string sealed(const org::Platform& platform, TrunkId id, std::string_view which, const std::string& secret) {
  return secret.empty() ? "" : platform.keys.seal(secret, secret_context(id, which));
}

// Puts what the body says into the row, or refuses it. `stored` is none of a new one.
base::Status apply(const org::Platform& platform, const TrunkFields& fields, const TrunkRow* stored, TrunkRow& row) {
  auto faults = faults_of(fields);
  if (stored && !stored->sealed_password.empty() && !fields.password && goes_elsewhere(fields, *stored))
    faults.push_back({"/password", "secret_again", {}});
  static_cast<TrunkSettings&>(row) = fields;
  if (fields.password) row.sealed_password = sealed(platform, row.id, "password", *fields.password);
  if (fields.inbound_password)
    row.sealed_inbound_password = sealed(platform, row.id, "inbound_password", *fields.inbound_password);
  if (!fields.login.empty() && row.sealed_password.empty()) faults.push_back({"/password", "missing", {}});
  if (!fields.inbound_login.empty() && row.sealed_inbound_password.empty())
    faults.push_back({"/inbound_password", "missing", {}});
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

bool is_in_use(db::Transaction& tx, TrunkId id) {
  return std::ranges::any_of(
      all<WayOut>(tx), [&](const WayOut& way) { return std::ranges::find(way.trunk_ids, id) != way.trunk_ids.end(); });
}

}  // namespace

bool is_host(std::string_view text) {
  if (voice::Address::from(text, 0)) return true;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !text.empty() && text.size() <= 253 && text.front() != '.' && text.front() != '-' && text.back() != '-' &&
         text.find("..") == text.npos && std::ranges::all_of(text, fits);
}

bool is_sip_user(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.~+@").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::ranges::all_of(text, fits);
}

base::Result<org::Page<Trunk>> Lines::trunks(const org::Actor& actor, Centre centre, const org::ListQuery& query) {
  return page<TrunkRow>(platform_, actor, centre, query, org::ListStatement::Order::OldestFirst);
}

base::Result<Trunk> Lines::trunk(const org::Actor& actor, TrunkId id) {
  return show<TrunkRow>(platform_, actor, id);
}

base::Result<Trunk> Lines::create_trunk(const org::Actor& actor, const TrunkFields& fields) {
  return create(platform_, actor, TrunkRow{fields},
                [&](db::Transaction&, TrunkRow& row) { return apply(platform_, fields, nullptr, row); });
}

base::Result<Trunk> Lines::edit_trunk(const org::Actor& actor, TrunkId id, std::int64_t version,
                                      const TrunkFields& fields) {
  return edit<TrunkRow>(platform_, actor, id, version, [&](db::Transaction&, const TrunkRow& stored, TrunkRow& row) {
    return apply(platform_, fields, &stored, row);
  });
}

base::Status Lines::delete_trunk(const org::Actor& actor, TrunkId id) {
  return erase<TrunkRow>(platform_, actor, id, [&](db::Transaction& tx, const TrunkRow&) -> base::Status {
    if (is_in_use(tx, id)) return base::refuse(base::Code::Conflict, "trunk_in_use");
    erase_states_of(tx, id);
    return {};
  });
}

base::Result<std::vector<TrunkState>> Lines::trunk_states(const org::Actor& actor) {
  if (auto status = actor.require(view_trunks); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<TrunkState>> {
    return trunk_states_where(tx, actor.within_centre(view_trunks, "r.centre_id", 1));
  });
}

std::string Lines::trunk_name(db::Transaction& tx, TrunkId id) {
  const auto rows = tx.query("SELECT name FROM trunk WHERE id = ?1", id);
  return rows.empty() ? "" : std::string(rows[0].text(0));
}

Lines::TrunkCount Lines::trunk_count(db::Transaction& tx, int node) {
  TrunkCount count;
  for (const auto& trunk : all<TrunkRow>(tx)) {
    if (!trunk.active) continue;
    ++count.active;
    const auto state = find_state(tx, trunk.id, node);
    if (state) ++(state->state == LineState::Up ? count.up : count.down);
  }
  return count;
}

}  // namespace lines
