// Verbs on what counts for all flows: hosts of look-ups, emergencies of centres, figures.

#include <algorithm>

#include "base/text.h"
#include "events/events.h"
#include "ivr/verbs.h"

namespace ivr {
namespace {

bool is_host(const std::string& host) {
  const bool plain = host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos;
  return plain && host.front() != '.' && host.back() != '.' && host.find("..") == std::string::npos;
}

// In lower case, each once.
base::Result<SettingsFields> arranged(SettingsFields fields) {
  std::vector<base::Fault> faults;
  for (std::size_t i = 0; i < fields.allowed_hosts.size(); ++i) {
    auto& host = fields.allowed_hosts[i].host;
    host = base::ascii_lower(host);
    auto path = "/allowed_hosts/" + std::to_string(i) + "/host";
    if (!is_host(host)) faults.push_back({path, "flow_bad_host", {}});
    for (std::size_t k = 0; k < i; ++k)
      if (fields.allowed_hosts[k].host == host) faults.push_back({path, "twice", {}});
  }
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return fields;
}

std::string names_of(const std::vector<AllowedHost>& hosts) {
  std::string names;
  for (const auto& one : hosts) names += (names.empty() ? "" : ", ") + one.host;
  return names;
}

}  // namespace

base::Result<FlowSettings> Ivr::settings(const org::Actor& actor) {
  if (auto status = actor.require(view_flows); !status) return base::pass(status);
  return platform_.database.read([](db::Transaction& tx) { return load_settings(tx); });
}

base::Result<FlowSettings> Ivr::edit_settings(const org::Actor& actor, std::int64_t version,
                                              const SettingsFields& fields) {
  if (auto status = actor.require(publish_flows); !status) return base::pass(status);
  if (!actor.reaches_all(publish_flows)) return base::refuse(base::Code::Forbidden, "flow_settings_need_whole_tree");
  auto wanted = arranged(fields);
  if (!wanted) return base::pass(wanted);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<FlowSettings> {
    tx.lock("ivr_settings");
    auto stored = load_settings(tx);
    if (auto status = org::check_version(stored.version, version); !status) return base::pass(status);
    FlowSettings row{*wanted, version + 1, platform_.clock.now()};
    save_settings(tx, row);
    org::audit(tx, platform_, actor, {"flow_settings.edited", "flow_settings", 0, {}, names_of(row.allowed_hosts)});
    events::append(tx, {platform_.clock.now(), actor.ref, 0, 0}, SettingsChanged{row.version});
    return row;
  });
}

base::Result<std::vector<CentreEmergency>> Ivr::emergencies(const org::Actor& actor) {
  if (auto status = actor.require(view_flows); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    std::vector<CentreEmergency> all;
    auto reach = actor.within_centre(view_flows, "id", 1);
    for (db::Row row : tx.query("SELECT id FROM centre WHERE " + reach.sql + " ORDER BY id", reach.values)) {
      CentreEmergency none;
      none.id = row.id<org::CentreId>(0);
      all.push_back(find_emergency(tx, none.id).value_or(none));
    }
    return all;
  });
}

base::Result<CentreEmergency> Ivr::edit_emergency(const org::Actor& actor, org::CentreId centre, std::int64_t version,
                                                  const CentreEmergencyFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<CentreEmergency> {
    tx.lock("ivr_emergency");
    if (auto status = actor.require(publish_flows); !status) return base::pass(status);
    if (!org::Access::centre_exists(tx, centre) || !actor.reaches(publish_flows, place_of(centre)))
      return base::not_found();
    const auto stored = find_emergency(tx, centre).value_or(CentreEmergency{});
    if (auto status = org::check_version(stored.version, version); !status) return base::pass(status);
    if (fields.active && fields.phrases.zh.empty() && fields.phrases.en.empty())
      return base::refuse_fault("/phrases", "flow_no_phrases");
    CentreEmergency row{fields, centre, version + 1, platform_.clock.now()};
    save_emergency(tx, row);
    const auto* action = fields.active == stored.active ? "flow_emergency.edited"
                         : fields.active                ? "flow_emergency.on"
                                                        : "flow_emergency.off";
    org::audit(tx, platform_, actor, {action, "flow_emergency", centre.value, centre, ""});
    events::append(tx, {platform_.clock.now(), actor.ref, centre.value, centre.value},
                   EmergencyChanged{centre, fields.active});
    return row;
  });
}

base::Result<std::vector<ExitCount>> Ivr::exit_counts(const org::Actor& actor, FlowId id, int days) {
  if (days < 1 || days > max_days)
    return base::refuse_fault("?days", "out_of_range", {{"minimum", "1"}, {"maximum", std::to_string(max_days)}});
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<ExitCount>> {
    auto row = see_flow(tx, actor, id);
    if (!row) return base::pass(row);
    const auto first = platform_.clock.now() - std::chrono::days(days - 1);
    return sum_exits(tx, id, day_in(org::Access::centre_zone(tx, row->centre_id), first));
  });
}

void Ivr::count_exits(db::Transaction& tx, const std::vector<events::Event>& batch) {
  std::map<std::pair<std::string, std::string>, std::pair<FlowId, ExitCount>> counts;  // by exit and day
  std::map<std::int64_t, std::string> zones;
  for (const auto& event : batch) {
    if (event.type != ExitTaken::type) continue;
    auto zone = zones.find(event.centre_id);
    if (zone == zones.end())
      zone = zones.emplace(event.centre_id, org::Access::centre_zone(tx, org::CentreId{event.centre_id})).first;
    auto taken = event.as<ExitTaken>();
    taken.call_id.reset();
    auto& [flow, count] = counts[{base::to_json(taken), day_in(zone->second, event.at)}];
    flow = taken.flow_id;
    count = {taken.version, taken.node_id, taken.exit, count.taken + 1};
  }
  for (const auto& [key, counted] : counts)
    if (flow_exists(tx, counted.first)) add_exits(tx, counted.first, counted.second, key.second);
}

void add_flow_readers(events::Pump& pump) {
  pump.add_durable("ivr",
                   [](db::Transaction& tx, const std::vector<events::Event>& batch) { Ivr::count_exits(tx, batch); });
}

}  // namespace ivr
