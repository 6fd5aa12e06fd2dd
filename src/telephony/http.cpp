#include "access/api.h"
#include "agents/rights.h"
#include "routing/rights.h"
#include "telephony/rights.h"
#include "telephony/telephony.h"

namespace telephony {
namespace {

using org::Api;
using org::Doc;

// The id of the path, or NotFound, then the verb.
template <class Id, class Verb>
auto with_id(const org::Call& call, Verb verb) -> decltype(verb(Id{})) {
  auto id = call.id<Id>();
  if (!id) return base::pass(id);
  return verb(*id);
}

void add_phone(Api& api, Telephony& telephony) {
  api.get("/phone-line", {"get_phone_line", "The line of who asks: through the browser, or a SIP phone.", "", {}},
          [&](const org::Call& call) { return telephony.phone_line(call.actor); });
  api.act<PhoneOffer>(
      "/phone-line/connection",
      {"connect_phone",
       "Connects the browser as a phone: its offer (SDP) in, our answer out. Ends the line that it had "
       "before; a call goes on with the new one.",
       "",
       {}},
      [&](const org::Call& call, const PhoneOffer& body) { return telephony.connect_phone(call.actor, body); });
  api.remove("/phone-line/connection",
             {"disconnect_phone", "Takes the browser's line away, unless it is in a call.", "", {}},
             [&](const org::Call& call) { return telephony.disconnect_phone(call.actor); });
}

base::Result<CallFilter> filter_of(const org::Call& call) {
  CallFilter filter;
  auto from = call.time_parameter("from");
  auto until = call.time_parameter("until");
  auto centre = call.id_parameter<org::CentreId>("centre_id");
  auto queue = call.id_parameter<routing::QueueId>("queue_id");
  auto agent = call.id_parameter<org::PersonId>("agent_id");
  auto customer = call.id_parameter<customers::CustomerId>("customer_id");
  auto contact = call.id_parameter<contacts::ContactId>("contact_id");
  auto kind = call.choice_parameter<CallKind>("kind");
  auto state = call.choice_parameter<CallState>("state");
  auto ending = call.choice_parameter<CallEnding>("ending");
  auto trunk = call.id_parameter<lines::TrunkId>("trunk_id");
  if (!from) return base::pass(from);
  if (!until) return base::pass(until);
  if (!centre) return base::pass(centre);
  if (!queue) return base::pass(queue);
  if (!agent) return base::pass(agent);
  if (!customer) return base::pass(customer);
  if (!contact) return base::pass(contact);
  if (!kind) return base::pass(kind);
  if (!state) return base::pass(state);
  if (!ending) return base::pass(ending);
  if (!trunk) return base::pass(trunk);
  return CallFilter{*from,    *until, *centre, *queue,  *agent, *customer,
                    *contact, *kind,  *state,  *ending, *trunk, call.text_parameter("number")};
}

void add_reading(Api& api, Telephony& telephony) {
  api.list("/calls",
           {"list_calls",
            "Calls within reach, newest first.",
            view_calls.key,
            {{"from", "Begun at or after this instant."},
             {"until", "Begun before this instant."},
             {"centre_id", "Only those of this centre."},
             {"queue_id", "Only those of this queue."},
             {"agent_id", "Only those that this agent has, or had last."},
             {"customer_id", "Only those of this customer."},
             {"contact_id", "Only that of this contact."},
             {"kind", "inbound, outbound or internal."},
             {"state", "in_flow, waiting, calling_back, dialling, talking, outside, voicemail or ended."},
             {"ending", "How it ended."},
             {"trunk_id", "Only those over this trunk."},
             {"number", "The customer's number, whole or its last four digits."}}},
           [&](const org::Call& call, const org::ListQuery& query) -> base::Result<org::Page<Call>> {
             auto filter = filter_of(call);
             if (!filter) return base::pass(filter);
             return telephony.calls(call.actor, *filter, query);
           });
  api.get("/calls/{id}", {"get_call", "One that the actor takes part in, or may see.", "", {}},
          [&](const org::Call& call) {
            return with_id<CallId>(call, [&](CallId id) { return telephony.call(call.actor, id); });
          });
  api.act("/calls/{id}/number",
          {"unmask_call", "The customer's number whole; the look is audited.", unmask_calls.key, {}},
          [&](const org::Call& call) {
            return with_id<CallId>(call, [&](CallId id) { return telephony.number(call.actor, id); });
          });
}

// An action on a call that gives the call, or nothing.
template <class Verb>
void add_action(Api& api, const char* path, const char* id, const char* summary, std::string_view right, Verb verb) {
  api.act(path, {id, summary, right, {}}, [verb](const org::Call& call) {
    return with_id<CallId>(call, [&](CallId it) { return verb(call.actor, it); });
  });
}
template <class Body, class Verb>
void add_action_with(Api& api, const char* path, const char* id, const char* summary, std::string_view right,
                     Verb verb) {
  api.act<Body>(path, {id, summary, right, {}}, [verb](const org::Call& call, const Body& body) {
    return with_id<CallId>(call, [&](CallId it) { return verb(call.actor, it, body); });
  });
}

void add_acting(Api& api, Telephony& telephony) {
  using org::Actor;
  auto& all = telephony;
  api.act<NewCall>(
      "/calls",
      {"dial", "Calls a number for a queue, or a colleague; the caller's own phone is connected first.", "", {}},
      [&](const org::Call& call, const NewCall& body) { return telephony.dial(call.actor, body); });
  add_action(api, "/calls/{id}/answer", "answer_call", "Answers a call that rings at the actor's phone.", "",
             [&](const Actor& actor, CallId id) { return all.answer(actor, id); });
  add_action(api, "/calls/{id}/decline", "decline_call", "Lets it ring elsewhere.", "",
             [&](const Actor& actor, CallId id) { return all.decline(actor, id); });
  add_action(api, "/calls/{id}/hang-up", "hang_up_call",
             "Leaves the call; a colleague who is in it goes on with the customer, else it ends.", "",
             [&](const Actor& actor, CallId id) { return all.hang_up(actor, id); });
  add_action_with<HoldChange>(
      api, "/calls/{id}/hold", "hold_call", "The others hear music, or are taken back.", "",
      [&](const Actor& actor, CallId id, const auto& body) { return all.hold(actor, id, body); });
  add_action_with<MuteChange>(
      api, "/calls/{id}/mute", "mute_call", "The actor is not heard, or is again.", "",
      [&](const Actor& actor, CallId id, const auto& body) { return all.mute(actor, id, body); });
  add_action_with<Digits>(api, "/calls/{id}/digits", "press_digits",
                          "Sends digits to whom the actor speaks with outside.", "",
                          [&](const Actor& actor, CallId id, const auto& body) { return all.press(actor, id, body); });
  api.get(
      "/calls/{id}/targets",
      {"list_call_targets", "To whom one's call can be given, and who can be asked.", agents::work_as_agent.key, {}},
      [&](const org::Call& call) {
        return with_id<CallId>(call, [&](CallId id) { return all.targets(call.actor, id); });
      });
  add_action_with<CallTarget>(
      api, "/calls/{id}/transfer", "transfer_call",
      "Gives the customer to a queue, an agent, a flow or a number at once.", agents::work_as_agent.key,
      [&](const Actor& actor, CallId id, const auto& body) { return all.transfer(actor, id, body); });
  add_action_with<CallTarget>(
      api, "/calls/{id}/consultation", "consult_in_call",
      "Calls a colleague or a number, while the others hear music; then swap, join or complete.",
      agents::work_as_agent.key,
      [&](const Actor& actor, CallId id, const auto& body) { return all.consult(actor, id, body); });
  add_action(api, "/calls/{id}/swap", "swap_parties", "Speaks with those who were held, and holds the others.",
             agents::work_as_agent.key, [&](const Actor& actor, CallId id) { return all.swap(actor, id); });
  add_action(api, "/calls/{id}/join", "join_parties", "All speak together: a conference.", agents::work_as_agent.key,
             [&](const Actor& actor, CallId id) { return all.join(actor, id); });
  add_action(api, "/calls/{id}/completion", "complete_transfer",
             "Leaves the customer with the colleague or number that was consulted.", agents::work_as_agent.key,
             [&](const Actor& actor, CallId id) { return all.complete_transfer(actor, id); });
  add_action(api, "/calls/{id}/survey", "survey_call",
             "Ends the conversation and asks the customer in the survey of the queue how it was.",
             agents::work_as_agent.key, [&](const Actor& actor, CallId id) { return all.survey(actor, id); });
  add_action_with<PartyChoice>(
      api, "/calls/{id}/drop", "drop_party", "Takes somebody out of the conference.", agents::work_as_agent.key,
      [&](const Actor& actor, CallId id, const auto& body) { return all.drop(actor, id, body); });
  add_action_with<RecordingPause>(
      api, "/calls/{id}/recording-pause", "pause_call_recording",
      "While payment data is said nothing is recorded; audited.", pause_recording.key,
      [&](const Actor& actor, CallId id, const auto& body) { return all.pause_recording(actor, id, body); });
  add_action_with<HelpRequest>(api, "/calls/{id}/help", "ask_for_help_in_call", "Supervisors see that help is wanted.",
                               agents::work_as_agent.key, [&](const Actor& actor, CallId id, const auto& body) {
                                 return all.ask_for_help(actor, id, body);
                               });
  add_action_with<SupervisionChoice>(
      api, "/calls/{id}/supervision", "supervise_call",
      "Listens, whispers to the agent, or barges in; again to change it. Audited. Ends by hanging up.",
      supervise_calls.key,
      [&](const Actor& actor, CallId id, const auto& body) { return all.supervise(actor, id, body); });
  add_action(api, "/calls/{id}/take-over", "take_over_call", "The supervisor becomes the agent; audited.",
             supervise_calls.key, [&](const Actor& actor, CallId id) { return all.take_over(actor, id); });
  add_action(api, "/calls/{id}/cut", "cut_call", "Ends it for everybody; audited.", supervise_calls.key,
             [&](const Actor& actor, CallId id) { return all.cut(actor, id); });
}

void add_call_backs(Api& api, Telephony& telephony) {
  api.list("/call-backs",
           {"list_call_backs",
            "Callers who are to be called back, of the actor's centre and below, oldest first.",
            agents::work_as_agent.key,
            {{"state", "open, taken, done or given_up."},
             {"reason", "abandoned, requested or cut."},
             {"centre_id", "Only those of this centre."},
             {"queue_id", "Only those of this queue."},
             {"agent_id", "Only those that this agent took."}}},
           [&](const org::Call& call, const org::ListQuery& query) -> base::Result<org::Page<CallBack>> {
             auto state = call.choice_parameter<CallBackState>("state");
             auto reason = call.choice_parameter<CallBackReason>("reason");
             auto centre = call.id_parameter<org::CentreId>("centre_id");
             auto queue = call.id_parameter<routing::QueueId>("queue_id");
             auto agent = call.id_parameter<org::PersonId>("agent_id");
             if (!state) return base::pass(state);
             if (!reason) return base::pass(reason);
             if (!centre) return base::pass(centre);
             if (!queue) return base::pass(queue);
             if (!agent) return base::pass(agent);
             return telephony.call_backs(call.actor, {*state, *reason, *centre, *queue, *agent}, query);
           });
  api.act("/call-backs/{id}/take", {"take_call_back", "The actor will call.", agents::work_as_agent.key, {}},
          [&](const org::Call& call) {
            return with_id<CallBackId>(call, [&](CallBackId id) { return telephony.take_call_back(call.actor, id); });
          });
  api.edit<CallBackEnd>(
      "/call-backs/{id}", {"end_call_back", "Done, given up, or open to others again.", agents::work_as_agent.key, {}},
      [&](const org::Call& call, std::int64_t version, const CallBackEnd& body) {
        return with_id<CallBackId>(
            call, [&](CallBackId id) { return telephony.end_call_back(call.actor, id, version, body); });
      });
}

void add_voicemails(Api& api, Telephony& telephony) {
  api.list("/voicemails",
           {"list_voicemails",
            "Messages that callers left, of the actor's centre and below, newest first.",
            agents::work_as_agent.key,
            {{"state", "new, heard or done."},
             {"centre_id", "Only those of this centre."},
             {"queue_id", "Only those of this queue."}}},
           [&](const org::Call& call, const org::ListQuery& query) -> base::Result<org::Page<Voicemail>> {
             auto state = call.choice_parameter<VoicemailState>("state");
             auto centre = call.id_parameter<org::CentreId>("centre_id");
             auto queue = call.id_parameter<routing::QueueId>("queue_id");
             if (!state) return base::pass(state);
             if (!centre) return base::pass(centre);
             if (!queue) return base::pass(queue);
             return telephony.voicemails(call.actor, {*state, *centre, *queue}, query);
           });
  api.get("/voicemails/{id}", {"get_voicemail", "One, with its version as ETag.", agents::work_as_agent.key, {}},
          [&](const org::Call& call) {
            return with_id<VoicemailId>(call, [&](VoicemailId id) {
              return telephony.hear_voicemail(call.actor, id, Telephony::Listening::Looks);
            });
          });
  api.edit<VoicemailEnd>("/voicemails/{id}", {"end_voicemail", "It is settled.", agents::work_as_agent.key, {}},
                         [&](const org::Call& call, std::int64_t version, const VoicemailEnd& body) {
                           return with_id<VoicemailId>(call, [&](VoicemailId id) {
                             return telephony.end_voicemail(call.actor, id, version, body);
                           });
                         });
}

void add_queue_voice(Api& api, Telephony& telephony) {
  api.get("/queues/{id}/voice",
          {"get_queue_voice",
           "What the queue lets its callers hear, with its version as ETag.",
           routing::view_queues.key,
           {}},
          [&](const org::Call& call) {
            return with_id<routing::QueueId>(
                call, [&](routing::QueueId id) { return telephony.queue_voice(call.actor, id); });
          });
  api.edit<QueueVoiceFields>(
      "/queues/{id}/voice",
      {"edit_queue_voice", "Replaces it; If-Match names the version that was seen.", edit_queue_voice.key, {}},
      [&](const org::Call& call, std::int64_t version, const QueueVoiceFields& body) {
        return with_id<routing::QueueId>(
            call, [&](routing::QueueId id) { return telephony.edit_queue_voice(call.actor, id, version, body); });
      });
}

}  // namespace

void add_telephony_endpoints(Api& api, Telephony& telephony) {
  add_phone(api, telephony);
  add_reading(api, telephony);
  add_acting(api, telephony);
  add_call_backs(api, telephony);
  add_voicemails(api, telephony);
  add_queue_voice(api, telephony);
}

}  // namespace telephony
