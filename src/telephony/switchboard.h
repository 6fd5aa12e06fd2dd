#pragma once
// The life of calls: what is heard of phones, of the distribution and of people goes in, and
// commands to the voice engine, words to be spoken and deeds for the database come out. Pure:
// no network, no database, no thread; time is passed in. Private to the module.
//
// Invariants after each input: a leg belongs to one party of one call at most; a call without
// legs is over, but for one whose caller is called back; who is connected and not held hears
// the others, who is held hears music; nobody of the house rings in two calls.
//
// Thread: its owner's.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/messages.h"
#include "base/result.h"
#include "routing/events.h"
#include "telephony/deeds.h"
#include "telephony/house.h"
#include "telephony/live_call.h"
#include "telephony/speech.h"
#include "voice/types.h"

namespace telephony {

// ---- what people want ----

struct ConnectPhone {
  std::string offer;
};
struct DisconnectPhone {};
struct AnswerCall {};
struct DeclineCall {};
struct HangUpCall {};
struct SwapParties {};
struct JoinParties {};
struct CompleteTransfer {};
struct TakeOverCall {};
struct CutCall {};
struct SendToSurvey {};
struct Consultation {
  CallTarget target;
};
using Wish =
    std::variant<ConnectPhone, DisconnectPhone, NewCall, AnswerCall, DeclineCall, HangUpCall, HoldChange, MuteChange,
                 Digits, CallTarget, Consultation, SwapParties, JoinParties, CompleteTransfer, PartyChoice,
                 SupervisionChoice, TakeOverCall, CutCall, SendToSurvey, RecordingPause, HelpRequest>;

struct Request {
  RequestId id = 0;
  org::PersonId person;
  CallId call;  // none: a new one, or the phone
  Wish wish;
};

// Our answer to a browser's offer; "" when it could not be taken.
struct PhoneReady {
  org::PersonId person;
  voice::LegId leg;
  std::string answer;
};

struct SwitchboardSettings {
  int node = 0;
  base::Duration ring_for{30'000};  // people of the house who are called without an offer
  base::Duration ring_outside_for{60'000};
  base::Duration transfer_patience{60'000};  // a call given to an agent waits for it so long
  base::Duration away_for{4'000};            // a browser that was lost, after 7 s of silence, is waited for
};

class Switchboard {
 public:
  using Command = std::variant<voice::SignallingCommand, voice::media::Command>;

  // References live as long as this.
  Switchboard(base::IdMaker& ids, House& house, const base::Messages& messages, SwitchboardSettings settings = {});
  ~Switchboard();

  // ---- in ----
  void happened(const voice::Event& event, base::Time now);
  base::Status asked(const Request& request, base::Time now);
  void offer_made(const routing::OfferMade& offer, base::Time now);
  void offer_ended(const routing::OfferEnded& offer, base::Time now);
  void item_moved(const routing::ItemMoved& move, base::Time now);
  void item_handed_back(routing::WorkItemId item, org::PersonId agent, base::Time now);
  void item_taken_over(routing::WorkItemId item, org::PersonId from, org::PersonId to, base::Time now);
  void came_of(const DeedOutcome& outcome, base::Time now);
  // What a look-up of a flow gave.
  void looked_up(CallId call, const ivr::LookUpResult& result, base::Time now);
  void advance(base::Time now);
  // The server ends: everybody is hung up on, and callers are to be called back.
  void close_all(base::Time now);
  std::optional<base::Time> next_timer() const;

  // ---- out, since the last time ----
  // Deeds before commands: these end the turn.
  std::vector<Deed> take_deeds();
  std::vector<Command> take_commands();
  std::vector<Speech> take_speeches() { return std::exchange(speeches_, {}); }
  std::vector<PhoneReady> take_phones() { return std::exchange(phones_, {}); }
  struct LookUp {
    CallId call;
    ivr::LookUp wanted;
  };
  std::vector<LookUp> take_look_ups() { return std::exchange(look_ups_, {}); }

  // ---- to be looked at ----
  std::size_t calls() const { return calls_.size(); }
  const LiveCall* call(CallId id) const;
  // Whether what was to be played is still to be.
  bool wants(voice::PlayId play) const { return playing_.contains(play); }
  bool has_line(org::PersonId person) const;
  std::set<org::PersonId> lines() const;  // people whose browsers are connected
  // Legs that are in use, browsers' lines among them.
  std::size_t legs() const;

 private:
  // A browser's line, which outlasts calls.
  struct Line {
    voice::LegId leg;
    bool connected = false;
    std::optional<base::Time> lost_since;
    voice::media::Quality quality;
  };
  enum class Purpose { Flow, Treatment, HoldMusic, Ringing, Announcement, Voicemail, Farewell };
  struct Playing {
    CallId call;
    voice::LegId leg;
    Purpose purpose = Purpose::Flow;
    std::int64_t number = 0;  // of what a flow says
  };
  // Of a leg that is closed, whose last figures are to come.
  struct ClosingLine {
    PartyId party;
    CallId call;
    org::CentreId centre;
  };

  // An input of nobody in particular.
  void begin_turn(base::Time now);

  // Events of the engine.
  void on(const voice::LegArrived& arrived);
  void on(const voice::LegOnTrunk& on_trunk);
  void on(const voice::LegRinging& ringing);
  void on(const voice::LegAnswered& answered);
  void on(const voice::LegEnded& ended);
  void on(const voice::LegHeld& held);
  void on(const voice::TransferAsked& asked);
  void on(const voice::BrowserAnswered& answered);
  void on(const voice::media::DigitHeard& heard);
  void on(const voice::media::PlayEnded& ended);
  void on(const voice::media::BrowserConnected& connected);
  void on(const voice::media::BrowserLost& lost);
  void on(const voice::media::SoundStopped& stopped);
  void on(const voice::media::SoundResumed& resumed);
  void on(const voice::media::QualityMeasured& measured);
  void on(const voice::media::LegClosed& closed);
  void on(const voice::media::RecordingEnded& ended);
  template <class Other>
  void on(const Other&) {}

  // Wishes.
  base::Status wish(const Request& request, const ConnectPhone& it);
  base::Status wish(const Request& request, const DisconnectPhone& it);
  base::Status wish(const Request& request, const NewCall& it);
  base::Status wish(const Request& request, const AnswerCall& it);
  base::Status wish(const Request& request, const DeclineCall& it);
  base::Status wish(const Request& request, const HangUpCall& it);
  base::Status wish(const Request& request, const HoldChange& it);
  base::Status wish(const Request& request, const MuteChange& it);
  base::Status wish(const Request& request, const Digits& it);
  base::Status wish(const Request& request, const CallTarget& it);
  base::Status wish(const Request& request, const Consultation& it);
  std::optional<Desk> free_colleague(const LiveCall& call, routing::QueueId queue);
  void ask_colleague(LiveCall& call, const Desk& desk, std::optional<routing::QueueId> queue);
  void ask_next(LiveCall& call);
  base::Status wish(const Request& request, const SwapParties& it);
  base::Status wish(const Request& request, const JoinParties& it);
  base::Status wish(const Request& request, const CompleteTransfer& it);
  base::Status wish(const Request& request, const PartyChoice& it);
  base::Status wish(const Request& request, const SupervisionChoice& it);
  base::Status wish(const Request& request, const TakeOverCall& it);
  base::Status wish(const Request& request, const CutCall& it);
  base::Status wish(const Request& request, const SendToSurvey& it);
  base::Status wish(const Request& request, const RecordingPause& it);
  base::Status wish(const Request& request, const HelpRequest& it);

  // Calls from and to outside.
  void begin_inbound(const voice::LegArrived& arrived, voice::TrunkId trunk);
  void begin_from_phone(const voice::LegArrived& arrived, voice::PhoneId phone);
  void adopt(const voice::LegArrived& arrived);
  base::Status begin_outbound(const Desk& desk, const NewCall& wanted, voice::LegId from);
  base::Status begin_internal(const Desk& desk, const Desk& other, voice::LegId from);
  LiveCall& add_call(CallKind kind, org::CentreId centre, CallState state);
  void dial_customer(LiveCall& call);
  base::Status dial_outside(LiveCall& call, const std::string& number);
  void dial(LiveCall& call, LiveParty& party, const Dialling& dialling);
  void know_number(LiveCall& call, const std::string& number, const CallerFacts& facts);
  void outside_failed(LiveCall& call, const LiveParty& party);
  void customer_answered(LiveCall& call);

  // People of the house.
  LiveParty& add_party(LiveCall& call, PartyRole role, Device device);
  LiveParty& add_person(LiveCall& call, PartyRole role, const Desk& desk);
  // Rings the desk, or connects a browser at once.
  enum class Ringing { Rings, PicksUp };
  void ring(LiveCall& call, LiveParty& party, Ringing how);
  void connect(LiveCall& call, LiveParty& party);
  void party_connected(LiveCall& call, LiveParty& party);
  void agent_connected(LiveCall& call, LiveParty& party);
  // By the leg that dialled; without one the desk is rung, and picks up.
  void take_up(LiveCall& call, LiveParty& party, voice::LegId from);
  void begin_talking(LiveCall& call);
  void seat_agent(LiveCall& call, org::PersonId person);
  void stand_with(LiveCall& call, const Desk& desk);
  CallTarget resolved(CallTarget target) const;
  bool is_reachable(const Desk& desk) const;
  bool is_busy(org::PersonId person) const;
  bool is_speaking(org::PersonId person) const;  // with somebody who is not held
  void agent_left(LiveCall& call, org::PersonId person);
  void send_back(LiveCall& call);

  // Parties.
  enum class Release { HangUp, Gone };  // Gone: the leg has ended already
  void remove(LiveCall& call, LiveParty& party, CallEnding ending, Release how);
  void stop_ringing(LiveCall& call);
  // Nobody stays but the customer, if there is one, who hears us again.
  void leave_alone(LiveCall& call, LiveParty* customer, CallEnding ending);
  void set_held(LiveCall& call, LiveParty& party, bool held);
  void hold_all_but(LiveCall& call, org::PersonId person, bool held);
  void mix(const LiveCall& call) { rooms_.insert(call.row.id); }
  void finish(LiveCall& call, CallEnding ending);
  contacts::ContactOutcome outcome_of(const LiveCall& call) const;
  bool is_owed_a_call(const LiveCall& call) const;

  // Distribution.
  void enter_queue(LiveCall& call, const routing::NewItem& item);
  void wait_in(LiveCall& call, routing::QueueId queue, Treatment::Opening opening);
  void treat(LiveCall& call);
  void keep_place(LiveCall& call);
  void leave_distribution(LiveCall& call, bool into_flow);
  LiveCall* call_of(routing::WorkItemId item);

  // Flows.
  void begin_flow(LiveCall& call, ivr::FlowId flow);
  ivr::Facts facts_of(const LiveCall& call) const;
  ivr::World& world_of(const LiveCall& call) const { return house_.world(call.row.centre_id); }
  void follow(LiveCall& call, const ivr::Told& told);
  void remember(LiveCall& call, const std::vector<ivr::MenuChoice>& chosen);
  void end_walk(LiveCall& call, ivr::WalkEnding ending);
  ivr::WalkEnding walk_ending_of(const LiveCall& call, CallEnding ending) const;
  void leave_for(LiveCall& call, org::PersonId person);
  void step(LiveCall& call, const ivr::PlayPhrases& it);
  void step(LiveCall& call, const ivr::LookUp& it);
  void step(LiveCall& call, const ivr::EnterQueue& it);
  void step(LiveCall& call, const ivr::Transfer& it);
  void step(LiveCall& call, const ivr::LeaveVoicemail& it);
  void step(LiveCall& call, const ivr::RequestCallback& it);
  void step(LiveCall& call, const ivr::HangUp& it);
  void begin_voicemail(LiveCall& call);
  void end_voicemail(LiveCall& call);

  // The flow that asks its caller now how it was; none when the queue has none.
  std::optional<ivr::FlowId> survey_of(const LiveCall& call) const;
  void begin_survey(LiveCall& call, ivr::FlowId flow);

  // Recording.
  void begin_recording(LiveCall& call);
  void end_recording(LiveCall& call);
  void mark(LiveCall& call, const std::string& kind);

  // Output.
  void post(Command command) { commands_.push_back(std::move(command)); }
  voice::PlayId play(LiveCall& call, voice::LegId leg, Purpose purpose, decltype(Speech::what) what);
  void hush(voice::LegId leg);
  Words say(const LiveCall& call, const std::string& key, const base::Fields& fields = {}) const;
  void deed(Action action);
  void changed(LiveCall& call) { changed_.insert(call.row.id); }
  template <class E>
  void tell(const LiveCall& call, E event) {
    deed(Tell{call.row.id, call.row.centre_id, by_, CallEvent(std::move(event))});
  }
  base::Duration kept_waiting_by(const LiveParty& agent, const LiveParty& customer) const;
  void measure(const ClosingLine& line, const LineQuality& quality);
  void write_changed();
  void drop_finished();

  LiveCall* live(CallId id);
  std::pair<LiveCall*, LiveParty*> at(voice::LegId leg);
  // The call in which the person is connected or rings, by a request that names it.
  base::Result<std::pair<LiveCall*, LiveParty*>> own(const Request& request);
  base::Result<std::pair<LiveCall*, LiveParty*>> own_connected(const Request& request);

  base::IdMaker& ids_;
  House& house_;
  const base::Messages& messages_;
  const SwitchboardSettings settings_;

  base::Time now_;         // of the input in hand
  base::ActorRef by_;      // who gave it
  RequestId request_ = 0;  // the same
  std::map<CallId, LiveCall> calls_;
  std::map<org::PersonId, Line> lines_;
  std::map<voice::LegId, CallId> legs_;              // which call has it
  std::map<voice::LegId, org::PersonId> line_legs_;  // browsers
  std::map<voice::LegId, ClosingLine> closing_;      // whose last figures are to come
  std::map<voice::PlayId, Playing> playing_;
  std::map<voice::LegId, voice::PlayId> heard_;  // what a leg hears now
  std::set<voice::RecordingId> recordings_;      // whose end is to come
  std::set<CallId> changed_, rooms_, finished_;

  std::vector<Command> commands_;
  std::vector<Deed> deeds_;
  std::vector<Speech> speeches_;
  std::vector<PhoneReady> phones_;
  std::vector<LookUp> look_ups_;
};

}  // namespace telephony
