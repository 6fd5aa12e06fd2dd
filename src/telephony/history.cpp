#include "telephony/history.h"

#include <algorithm>

#include "lines/numbering.h"
#include "telephony/directory.h"
#include "telephony/store.h"

namespace telephony {
namespace {

KeptCall row_of(const org::Platform& platform, const PastCall& past) {
  const auto number = lines::read_number(past.number);
  const auto region = lines::region_of(number);
  KeptCall row;
  row.id = past.id;
  row.node = platform.node;
  row.kind = CallKind::Inbound;
  row.state = CallState::Ended;
  row.centre_id = past.place.centre_id;
  row.department_id = past.place.department_id;
  row.team_id = past.place.team_id;
  row.agent_id = past.place.person_id;
  row.queue_id = past.queue_id;
  row.customer_id = past.customer_id;
  row.contact_id = past.contact_id;
  row.work_item_id = past.work_item_id;
  row.number = platform.keys.seal(past.number, number_context);
  row.number_index = number_index(platform.keys, number.digits);
  row.number_tail = tail_index_of(platform.keys, number.digits.substr(number.digits.size() - 4));
  row.masked = lines::mask_number(number.digits);
  row.province = region.province;
  row.city = region.city;
  row.carrier = region.carrier;
  row.called_number = past.called_number;
  row.number_id = past.number_id;
  if (past.trunk_id) row.trunk_id = past.trunk_id->value;
  row.language = past.language;
  row.began_at = past.began_at;
  row.answered_at = past.answered_at;
  row.ended_at = past.ended_at;
  row.ending = past.ending;
  row.choices = past.choices;
  return row;
}

std::optional<std::int64_t> trunk_of(const PastCall& past, const PastParty& party) {
  if (party.device != Device::Trunk || !past.trunk_id) return std::nullopt;
  return past.trunk_id->value;
}

PartyRow row_of(const PastCall& past, const PastParty& party) {
  PartyRow row;
  row.id = party.id;
  row.call_id = past.id;
  row.role = party.role;
  row.state = PartyState::Gone;
  row.device = party.device;
  row.person_id = party.person_id;
  row.trunk_id = trunk_of(past, party);
  if (party.role == PartyRole::Customer) row.masked = lines::mask_number(lines::read_number(past.number).digits);
  row.began_at = party.began_at;
  row.answered_at = party.answered_at;
  row.ended_at = party.ended_at;
  row.ending = party.ending;
  if (party.answered_at) row.quality = party.quality;
  return row;
}

// Tells of one call, in whatever order but for what happened at once.
class Story {
 public:
  explicit Story(const PastCall& past) : past_(past) {}

  std::vector<events::Telling> told() && {
    begin();
    walk();
    for (const auto& transfer : past_.transfers) tell(transfer.at, transfer.told);
    for (const auto& party : past_.parties) leave(party);
    end();
    return std::move(tellings_);
  }

 private:
  template <class E>
  void tell(base::Time at, const E& event) {
    tellings_.push_back(events::telling({at, {}, past_.place.centre_id.value, past_.id.value}, event));
  }

  void begin() {
    const auto region = lines::region_of(lines::read_number(past_.number));
    CallBegan began{past_.id,          CallKind::Inbound, {},          past_.number_id,
                    past_.customer_id, region.province,   region.city, region.carrier};
    if (past_.trunk_id) began.trunk_id = past_.trunk_id->value;
    tell(past_.began_at, began);
  }

  void walk() {
    if (past_.exits.empty()) return;
    const auto centre = past_.place.centre_id.value;
    for (const auto& one : past_.exits)
      tellings_.push_back(
          events::telling({one.at, {}, centre, one.flow_id.value},
                          ivr::ExitTaken{one.flow_id, one.version, one.node_id, one.exit, past_.id.value}));
    const auto& first = past_.exits.front();
    const auto& last = past_.exits.back();
    tellings_.push_back(events::telling(
        {past_.walked_until, {}, centre, first.flow_id.value},
        ivr::WalkEnded{past_.id.value, first.flow_id, first.version, last.flow_id, last.version, past_.walked_to,
                       past_.walk_ending, (past_.walked_until - past_.began_at).count()}));
  }

  void leave(const PastParty& party) {
    const auto answered = party.answered_at.value_or(party.ended_at);
    const bool by_browser = party.answered_at && party.device == Device::Browser;
    tell(party.ended_at,
         PartyLeft{past_.id, party.id, party.role, party.device, party.person_id, trunk_of(past_, party), party.ending,
                   (answered - party.began_at).count(), (party.ended_at - answered).count(), party.held.count(),
                   CallKind::Inbound, party.queue_id, false, by_browser ? std::optional(party.quality) : std::nullopt,
                   party.kept_waiting.count()});
    if (party.answered_at && !by_browser) tell(party.ended_at, LineMeasured{past_.id, party.id, party.quality});
  }

  void end() {
    std::vector<org::PersonId> people;
    for (const auto& party : past_.parties)
      if (party.person_id) people.push_back(*party.person_id);
    std::ranges::sort(people);
    people.erase(std::unique(people.begin(), people.end()), people.end());
    CallFinished finished{
        past_.id,
        CallKind::Inbound,
        past_.ending,
        {},
        (past_.ended_at - past_.began_at).count(),
        past_.answered_at ? (past_.talked_until.value_or(past_.ended_at) - *past_.answered_at).count() : 0,
        people};
    if (past_.trunk_id) finished.trunk_id = past_.trunk_id->value;
    tell(past_.ended_at, finished);
  }

  const PastCall& past_;
  std::vector<events::Telling> tellings_;
};

}  // namespace

void write_past(db::Transaction& tx, const org::Platform& platform, const std::vector<PastCall>& calls) {
  std::vector<KeptCall> rows;
  std::vector<PartyRow> parties;
  for (const auto& past : calls) {
    rows.push_back(row_of(platform, past));
    for (const auto& party : past.parties) parties.push_back(row_of(past, party));
  }
  db::insert_rows(tx, "voice_call", rows);
  db::insert_rows(tx, "voice_party", parties);
}

std::vector<events::Telling> tellings_of(const PastCall& past) {
  return Story(past).told();
}

}  // namespace telephony
