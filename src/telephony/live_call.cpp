#include "telephony/live_call.h"

#include <algorithm>

namespace telephony {
namespace {

template <class Holds>
LiveParty* first(std::vector<LiveParty>& parties, Holds holds) {
  const auto found = std::ranges::find_if(parties, holds);
  return found == parties.end() ? nullptr : &*found;
}

// Whether what `source` says reaches `listener`.
bool hears(const LiveCall& call, const LiveParty& listener, const LiveParty& source) {
  if (listener.row.held || source.row.held) return false;
  if (source.supervises()) {
    if (*source.row.supervision == Supervision::Listen) return false;
    if (*source.row.supervision == Supervision::Whisper) return listener.row.role == PartyRole::Agent;
    return true;
  }
  const bool with_customer = listener.row.role == PartyRole::Customer || source.row.role == PartyRole::Customer;
  return !(call.announcing && with_customer);
}

}  // namespace

LiveParty* LiveCall::find(PartyId id) {
  return first(parties, [&](const LiveParty& party) { return party.row.id == id && party.there(); });
}

LiveParty* LiveCall::find(voice::LegId leg) {
  return first(parties, [&](const LiveParty& party) { return party.leg == leg && party.there(); });
}

LiveParty* LiveCall::find(org::PersonId person) {
  return first(parties, [&](const LiveParty& party) { return party.row.person_id == person && party.there(); });
}

LiveParty* LiveCall::customer() {
  return first(parties, [](const LiveParty& party) { return party.row.role == PartyRole::Customer && party.there(); });
}

LiveParty* LiveCall::agent() {
  return first(parties, [](const LiveParty& party) { return party.row.role == PartyRole::Agent && party.there(); });
}

LiveParty* LiveCall::colleague_of(org::PersonId person) {
  return first(parties, [&](const LiveParty& party) {
    return party.of_house() && party.connected() && party.row.person_id != person;
  });
}

std::vector<org::PersonId> LiveCall::people() const {
  std::vector<org::PersonId> people;
  for (const auto& party : parties)
    if (party.row.person_id) people.push_back(*party.row.person_id);
  std::ranges::sort(people);
  people.erase(std::unique(people.begin(), people.end()), people.end());
  return people;
}

std::vector<voice::media::Path> paths_of(const LiveCall& call) {
  std::vector<voice::media::Path> paths;
  for (const auto& listener : call.parties)
    for (const auto& source : call.parties)
      if (&listener != &source && listener.can_be_heard() && (source.can_be_heard() || source.early) &&
          hears(call, listener, source))
        paths.push_back({source.leg, listener.leg, 1.0F});
  return paths;
}

}  // namespace telephony
