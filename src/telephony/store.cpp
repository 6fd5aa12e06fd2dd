#include "telephony/store.h"

#include <cctype>

#include "agents/agents.h"
#include "routing/routing.h"
#include "telephony/rights.h"

namespace telephony {
namespace {

struct QueueNames {
  std::string name, name_en;
};

QueueNames names_of(db::Transaction& tx, std::optional<routing::QueueId> id) {
  if (!id) return {};
  const auto queue = routing::Routing::find_queue(tx, *id);
  return queue ? QueueNames{queue->name, queue->name_en} : QueueNames{};
}

Party to_party(db::Transaction& tx, const PartyRow& row) {
  Party party;
  party.id = row.id;
  party.call_id = row.call_id;
  party.role = row.role;
  party.state = row.state;
  party.device = row.device;
  party.person_id = row.person_id;
  if (row.person_id) {
    party.name = org::Access::person_name(tx, row.person_id->value);
    party.agent_number = org::Access::person_number(tx, *row.person_id);
  }
  party.number = row.masked;
  party.held = row.held;
  party.muted = row.muted;
  party.silent = row.silent;
  party.away = row.away;
  party.supervision = row.supervision;
  party.began_at = row.began_at;
  party.answered_at = row.answered_at;
  party.ended_at = row.ended_at;
  party.ending = row.ending;
  party.quality = row.quality;
  if (row.trunk_id) party.trunk_id = voice::TrunkId{*row.trunk_id};
  return party;
}

bool may_know_of(const org::Actor& viewer, const PartyRow& party) {
  if (party.supervision != Supervision::Listen || viewer.may(supervise_calls)) return true;
  return viewer.ref == base::ActorRef{base::ActorKind::Person, party.person_id.value_or(org::PersonId{}).value};
}

}  // namespace

std::string digits_of(std::string_view number) {
  std::string digits;
  for (char each : number)
    if (std::isdigit(static_cast<unsigned char>(each))) digits += each;
  return digits;
}

std::optional<KeptCall> find_call(db::Transaction& tx, CallId id) {
  return db::first_row<KeptCall>(tx.query(db::select<KeptCall>("voice_call") + "WHERE id = ?1", id));
}

void put(db::Transaction& tx, const CallRow& row) {
  db::put_row(tx, "voice_call", "id", row);
}

void put(db::Transaction& tx, const PartyRow& row) {
  db::put_row(tx, "voice_party", "id", row);
}

void set_contact(db::Transaction& tx, CallId id, contacts::ContactId contact) {
  tx.execute("UPDATE voice_call SET contact_id = ?2 WHERE id = ?1", id, contact);
}

void set_item(db::Transaction& tx, CallId id, std::optional<routing::WorkItemId> item) {
  tx.execute("UPDATE voice_call SET work_item_id = ?2 WHERE id = ?1", id, item);
}

void set_quality(db::Transaction& tx, PartyId id, const LineQuality& quality) {
  tx.execute("UPDATE voice_party SET quality = ?2 WHERE id = ?1", id, base::to_json(quality));
}

std::vector<PartyRow> parties_of(db::Transaction& tx, CallId id) {
  return db::read_rows<PartyRow>(tx.query(db::select<PartyRow>("voice_party") + "WHERE call_id = ?1 ORDER BY id", id));
}

std::vector<KeptCall> open_calls(db::Transaction& tx, int node) {
  return db::read_rows<KeptCall>(
      tx.query(db::select<KeptCall>("voice_call") + "WHERE ended_at IS NULL AND node = ?1 ORDER BY id", node));
}

std::vector<CallId> calls_with(db::Transaction& tx, org::PersonId person) {
  std::vector<CallId> ids;
  for (db::Row row :
       tx.query("SELECT DISTINCT call_id FROM voice_party WHERE person_id = ?1 AND ended_at IS NULL ORDER BY call_id",
                person))
    ids.push_back(CallId{row.integer(0)});
  return ids;
}

std::set<org::PersonId> people_in_calls(db::Transaction& tx) {
  std::set<org::PersonId> people;
  for (db::Row row :
       tx.query("SELECT DISTINCT person_id FROM voice_party WHERE ended_at IS NULL AND person_id IS NOT NULL"))
    people.insert(row.id<org::PersonId>(0));
  return people;
}

bool takes_part(db::Transaction& tx, CallId id, org::PersonId person) {
  return !tx.query("SELECT 1 FROM voice_party WHERE call_id = ?1 AND person_id = ?2 LIMIT 1", id, person).empty();
}

Call to_call(db::Transaction& tx, const KeptCall& row, const org::Actor& viewer) {
  Call call;
  call.id = row.id;
  call.kind = row.kind;
  call.state = row.state;
  call.centre_id = row.centre_id;
  call.contact_id = row.contact_id;
  call.work_item_id = row.work_item_id;
  call.queue_id = row.queue_id;
  const auto names = names_of(tx, row.queue_id);
  call.queue_name = names.name;
  call.queue_name_en = names.name_en;
  call.customer_id = row.customer_id;
  call.agent_id = row.agent_id;
  call.number = row.masked;
  call.province = row.province;
  call.city = row.city;
  call.carrier = row.carrier;
  call.called_number = row.called_number;
  if (row.trunk_id) call.trunk_id = lines::TrunkId{*row.trunk_id};
  call.language = row.language;
  call.began_at = row.began_at;
  call.answered_at = row.answered_at;
  call.ended_at = row.ended_at;
  call.ending = row.ending;
  call.recording = row.recording;
  call.recording_paused = row.recording_paused;
  call.help_asked_at = row.help_asked_at;
  call.help_note = row.help_note;
  call.choices = row.choices;
  call.can_be_surveyed =
      row.state == CallState::Talking && row.queue_id && find_queue_voice(tx, *row.queue_id).survey_flow_id.has_value();
  for (const auto& party : parties_of(tx, row.id))
    if (may_know_of(viewer, party)) call.parties.push_back(to_party(tx, party));
  return call;
}

std::optional<org::PersonId> last_agent_of(db::Transaction& tx, const std::string& number_index, base::Time since) {
  const auto rows = tx.query(
      "SELECT agent_id FROM voice_call WHERE number_index = ?1 AND agent_id IS NOT NULL AND answered_at >= ?2 "
      "ORDER BY id DESC LIMIT 1",
      number_index, since);
  return rows.empty() ? std::nullopt : std::optional(org::PersonId{rows[0].integer(0)});
}

std::optional<CallBackRow> find_call_back(db::Transaction& tx, CallBackId id) {
  return db::first_row<CallBackRow>(tx.query(db::select<CallBackRow>("call_back") + "WHERE id = ?1", id));
}

std::optional<CallBackRow> open_call_back_to(db::Transaction& tx, const std::string& number_index,
                                             routing::QueueId queue) {
  return db::first_row<CallBackRow>(
      tx.query(db::select<CallBackRow>("call_back") + "WHERE number_index = ?1 AND queue_id = ?2 AND ended_at IS NULL",
               number_index, queue));
}

CallBack to_call_back(db::Transaction& tx, const CallBackRow& row) {
  CallBack back;
  back.id = row.id;
  back.centre_id = row.centre_id;
  back.queue_id = row.queue_id;
  const auto names = names_of(tx, row.queue_id);
  back.queue_name = names.name;
  back.queue_name_en = names.name_en;
  back.contact_id = row.contact_id;
  back.customer_id = row.customer_id;
  back.number = row.masked;
  back.reason = row.reason;
  back.state = row.state;
  back.agent_id = row.agent_id;
  back.attempts = row.attempts;
  back.note = row.note;
  back.since = row.since;
  back.due_at = row.due_at;
  back.ended_at = row.ended_at;
  back.version = row.version;
  return back;
}

std::optional<VoicemailRow> find_voicemail(db::Transaction& tx, VoicemailId id) {
  return db::first_row<VoicemailRow>(tx.query(db::select<VoicemailRow>("voicemail") + "WHERE id = ?1", id));
}

Voicemail to_voicemail(db::Transaction& tx, const VoicemailRow& row) {
  Voicemail mail;
  mail.id = row.id;
  mail.centre_id = row.centre_id;
  mail.queue_id = row.queue_id;
  const auto names = names_of(tx, row.queue_id);
  mail.queue_name = names.name;
  mail.queue_name_en = names.name_en;
  mail.call_id = row.call_id;
  if (const auto call = find_call(tx, row.call_id)) {
    mail.contact_id = call->contact_id;
    mail.customer_id = call->customer_id;
    mail.number = call->masked;
  }
  mail.recording_id = row.recording_id;
  mail.length_ms = row.length_ms;
  mail.state = row.state;
  mail.agent_id = row.agent_id;
  mail.note = row.note;
  mail.left_at = row.left_at;
  mail.ended_at = row.ended_at;
  mail.version = row.version;
  return mail;
}

QueueVoice find_queue_voice(db::Transaction& tx, routing::QueueId id) {
  if (auto kept = db::first_row<QueueVoice>(tx.query(db::select<QueueVoice>("queue_voice") + "WHERE id = ?1", id)))
    return *std::move(kept);
  QueueVoice ships;
  ships.id = id;
  return ships;
}

}  // namespace telephony
