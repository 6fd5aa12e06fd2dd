// Verbs on numbers and ways out, and what telephony asks of them.

#include <algorithm>

#include "lines/matching.h"
#include "lines/verbs.h"
#include "routing/rights.h"
#include "routing/routing.h"

namespace lines {
namespace {

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

base::Status check_number(db::Transaction& tx, const org::Actor& actor, Number& row) {
  std::vector<base::Fault> faults;
  const auto pattern = read_pattern(row.pattern);
  if (pattern.digits.empty()) faults.push_back({"/pattern", "bad_pattern", {}});
  row.pattern = pattern.digits + (pattern.is_prefix ? "*" : "");
  if (!pattern.digits.empty() && pattern_is_taken(tx, row)) faults.push_back({"/pattern", "taken", {}});
  const auto& shown = row.caller_number;
  if (!all_digits(std::string_view(shown).substr(shown.starts_with('+') ? 1 : 0)))
    faults.push_back({"/caller_number", "bad_format", {}});
  if (shown.empty() && (row.is_default || !row.queue_ids.empty())) faults.push_back({"/caller_number", "missing", {}});
  if (row.flow_id && !ivr::Ivr::flow_exists(tx, *row.flow_id)) faults.push_back({"/flow_id", "no_such_object", {}});
  for (std::size_t i = 0; i < row.queue_ids.size(); ++i) {
    const auto queue = routing::Routing::find_queue(tx, row.queue_ids[i]);
    if (!queue || !actor.sees_of_centre(routing::view_queues, queue->centre_id))
      faults.push_back({"/queue_ids/" + std::to_string(i), "no_such_object", {}});
  }
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

base::Status check_way(db::Transaction& tx, WayOut& row) {
  std::vector<base::Fault> faults;
  if (!all_digits(std::string_view(row.prefix).substr(row.prefix.starts_with('+') ? 1 : 0)))
    faults.push_back({"/prefix", "bad_format", {}});
  if (!all_digits(std::string_view(row.put_before).substr(row.put_before.starts_with('+') ? 1 : 0)))
    faults.push_back({"/put_before", "bad_format", {}});
  if (row.trunk_ids.empty()) faults.push_back({"/trunk_ids", "missing", {}});
  const auto centres = org::Access::centres_above(tx, row.centre_id);
  for (std::size_t i = 0; i < row.trunk_ids.size(); ++i) {
    const auto trunk = find<TrunkRow>(tx, row.trunk_ids[i]);
    if (!trunk || std::ranges::find(centres, trunk->centre_id) == centres.end())
      faults.push_back({"/trunk_ids/" + std::to_string(i), "no_such_object", {}});
  }
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

// The trunks of the way that are active; without a way all of the centre and those above it, by position.
std::vector<TrunkRow> trunks_for(db::Transaction& tx, const std::vector<org::CentreId>& centres, const WayOut* way) {
  auto trunks = all<TrunkRow>(tx);
  const auto place = [&](const TrunkRow& trunk) {
    const auto named = way ? std::ranges::find(way->trunk_ids, trunk.id) - way->trunk_ids.begin() : trunk.position;
    return std::pair<std::int64_t, TrunkId>(named, trunk.id);
  };
  std::erase_if(trunks, [&](const TrunkRow& trunk) {
    if (!trunk.active) return true;
    if (way) return std::ranges::find(way->trunk_ids, trunk.id) == way->trunk_ids.end();
    return std::ranges::find(centres, trunk.centre_id) == centres.end();
  });
  std::ranges::sort(trunks, {}, place);
  return trunks;
}

}  // namespace

base::Result<org::Page<Number>> Lines::numbers(const org::Actor& actor, Centre centre, const org::ListQuery& query) {
  return page<Number>(platform_, actor, centre, query, org::ListStatement::Order::OldestFirst);
}

base::Result<Number> Lines::number(const org::Actor& actor, NumberId id) {
  return show<Number>(platform_, actor, id);
}

base::Result<Number> Lines::create_number(const org::Actor& actor, const NumberFields& fields) {
  return create(platform_, actor, Number{fields},
                [&](db::Transaction& tx, Number& row) { return check_number(tx, actor, row); });
}

base::Result<Number> Lines::edit_number(const org::Actor& actor, NumberId id, std::int64_t version,
                                        const NumberFields& fields) {
  return edit<Number>(platform_, actor, id, version, [&](db::Transaction& tx, const Number&, Number& row) {
    static_cast<NumberFields&>(row) = fields;
    return check_number(tx, actor, row);
  });
}

base::Status Lines::delete_number(const org::Actor& actor, NumberId id) {
  return erase<Number>(platform_, actor, id, [](db::Transaction&, const Number&) -> base::Status { return {}; });
}

base::Result<org::Page<WayOut>> Lines::ways_out(const org::Actor& actor, Centre centre, const org::ListQuery& query) {
  return page<WayOut>(platform_, actor, centre, query, org::ListStatement::Order::OldestFirst);
}

base::Result<WayOut> Lines::way_out(const org::Actor& actor, WayOutId id) {
  return show<WayOut>(platform_, actor, id);
}

base::Result<WayOut> Lines::create_way_out(const org::Actor& actor, const WayOutFields& fields) {
  return create(platform_, actor, WayOut{fields}, [](db::Transaction& tx, WayOut& row) { return check_way(tx, row); });
}

base::Result<WayOut> Lines::edit_way_out(const org::Actor& actor, WayOutId id, std::int64_t version,
                                         const WayOutFields& fields) {
  return edit<WayOut>(platform_, actor, id, version, [&](db::Transaction& tx, const WayOut&, WayOut& row) {
    static_cast<WayOutFields&>(row) = fields;
    return check_way(tx, row);
  });
}

base::Status Lines::delete_way_out(const org::Actor& actor, WayOutId id) {
  return erase<WayOut>(platform_, actor, id, [](db::Transaction&, const WayOut&) -> base::Status { return {}; });
}

base::Result<DiallingTrial> Lines::try_dialling(const org::Actor& actor, const DiallingQuestion& question) {
  if (auto status = actor.require(view_trunks); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<DiallingTrial> {
    if (!org::Access::centre_exists(tx, question.centre_id) || !actor.sees_of_centre(view_trunks, question.centre_id))
      return base::refuse_fault("/centre_id", "no_such_object");
    const auto number = lines::read_number(question.number);
    DiallingTrial trial{number.digits, number.kind, region_of(number), "", {}, "", ""};
    if (auto allowed = may_dial(actor, number); !allowed) trial.refusal = allowed.error().key;
    const auto how = dialling(tx, question.centre_id, question.queue_id, number);
    if (!how) {
      trial.refusal = how.error().key;
      return trial;
    }
    for (const auto id : how->trunks) trial.trunk_names.push_back(find<TrunkRow>(tx, id)->name);
    trial.dialled = how->number;
    trial.caller_number = how->caller_number;
    return trial;
  });
}

bool Lines::uses(db::Transaction& tx, ivr::FlowId flow) const {
  return !tx.query("SELECT 1 FROM own_number WHERE flow_id = ?1", flow).empty();
}

PhoneNumber Lines::read_number(db::Transaction& tx, std::string_view text, std::optional<TrunkId> trunk) {
  const auto row = trunk ? find<TrunkRow>(tx, *trunk) : std::nullopt;
  return lines::read_number(text, row ? row->area_code : "");
}

std::optional<Number> Lines::number_called(db::Transaction& tx, std::string_view called, std::optional<TrunkId> trunk) {
  const auto numbers = all<Number>(tx);
  const auto* found =
      lines::number_called(numbers, {std::string(called), Lines::read_number(tx, called, trunk).digits});
  return found ? std::optional(*found) : std::nullopt;
}

base::Result<Dialling> Lines::dialling(db::Transaction& tx, org::CentreId centre, std::optional<routing::QueueId> queue,
                                       const PhoneNumber& number) {
  if (number.kind == NumberKind::None || number.kind == NumberKind::Inner)
    return base::refuse(base::Code::WrongState, "not_a_number_outside");
  const auto centres = org::Access::centres_above(tx, centre);
  const auto ways = all<WayOut>(tx);
  const auto* way = way_of(ways, centres, number.digits);
  Dialling how;
  for (const auto& trunk : trunks_for(tx, centres, way)) how.trunks.push_back(trunk.id);
  if (how.trunks.empty()) return base::refuse(base::Code::WrongState, "no_way_out");
  how.number = way ? dialled_over(*way, number.digits) : number.digits;
  how.caller_number = shown_number(all<Number>(tx), centres, queue);
  return how;
}

base::Status Lines::may_dial(const org::Actor& actor, const PhoneNumber& number) {
  if (auto status = actor.require(dial_out); !status) return status;
  if (number.kind == NumberKind::Foreign) return actor.require(dial_international);
  if (number.kind == NumberKind::Emergency) return actor.require(dial_emergency);
  return {};
}

}  // namespace lines
