#pragma once
// A caller on the way through a flow: the interpreter. It is told what happened and answers
// with the next step. It knows no calls, no clock, no database: time and the world are passed
// in, so a real call, the dry run in the editor and the tests walk alike.
//
// A value, used by one thread at a time. It keeps the versions of the flows with which it
// began, whatever is published meanwhile. An input that does not fit what it waits for
// changes nothing. Invariant: after an input it has ended, waits for what its last step
// asked, or has a timer.
//
// The life of a walk:
//   auto told = walk.begin(world, now, flow, facts, seed);     // told.step: what to do
//   told = walk.digit(world, now, '1');                        // a key, at any time
//   told = walk.played(world, now, number);                    // PlayPhrases came to its end
//   told = walk.tick(world, now);                              // next_timer() has come
//   told = walk.looked_up(world, now, result);                 // after LookUp
//   told = walk.queue_refused(world, now, admission);          // after EnterQueue, if refused
//   told = walk.acted(world, now, Outcome::Done);              // after the other steps
// After each: stop playing if told.stop_playing, do told.step if there is one, append
// told.taken to the log (events.h), keep told.rated with the contact.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.h"
#include "ivr/types.h"

namespace ivr {

// A version of a flow as it is walked. Immutable.
struct Published {
  FlowId flow_id;
  std::int64_t version = 0;  // 0: a draft
  Graph graph;
  bool emergency = false;  // of the flow's switch when it was loaded
  std::optional<FlowId> emergency_flow_id;
};

enum class HoursState { Open, Closed, Holiday };
BOOST_DESCRIBE_ENUM(HoursState, Open, Closed, Holiday)

// What a walk asks while it goes. DatabaseWorld (world.h) reads it from the rows.
class World {
 public:
  virtual ~World() = default;
  // What is published of a flow now; null when nothing is.
  virtual std::shared_ptr<const Published> flow(FlowId id) = 0;
  // A calendar that is gone is closed.
  virtual HoursState hours(calendars::CalendarId id, base::Time now) = 0;
  // What is said while the centre's emergency switch is on; empty while it is off.
  virtual std::optional<Phrases> emergency() = 0;
};

// ---- what is to be said ----

enum class SpeechKind { Prompt, Text, Digits, Amount, Date };
BOOST_DESCRIBE_ENUM(SpeechKind, Prompt, Text, Digits, Amount, Date)

// One piece with its variables filled in.
struct Speech {
  SpeechKind kind = SpeechKind::Text;
  std::optional<PromptId> prompt_id;
  std::string text;
  bool lasting = true;  // holds no variable: its sound may be kept
  bool operator==(const Speech&) const = default;
};
BOOST_DESCRIBE_STRUCT(Speech, (), (kind, prompt_id, text, lasting))
constexpr auto limits_of(const Speech*) {
  return std::array{base::Limit{.field = "text", .max_length = 4'000, .lines = true}};
}

// ---- steps ----

// Say this, instead of what is being said; then call played() with its number. A key ends it
// only where told.stop_playing says so.
struct PlayPhrases {
  std::int64_t number = 0;
  std::vector<Speech> speech;  // never empty
  std::string language;
  bool operator==(const PlayPhrases&) const = default;
};
// Ask the outside (look_up() in lookup.h); it blocks, so not on a loop.
struct LookUp {
  LookupMethod method = LookupMethod::Get;
  std::string url;
  std::vector<LookupHeader> headers;
  std::string body;
  std::int64_t timeout_ms = 0;
  bool operator==(const LookUp&) const = default;
};
// Put the caller into a queue. Unless that is refused, the walk is over.
struct EnterQueue {
  routing::QueueId queue_id;
  std::int64_t advance_seconds = 0;
  std::vector<routing::SkillLevel> skills;
  std::string language;
  bool operator==(const EnterQueue&) const = default;
};
// Connect the caller; Done: the walk is over, Failed: it goes on.
struct Transfer {
  TransferTarget target = TransferTarget::Number;
  std::string to;
  bool operator==(const Transfer&) const = default;
};
// Record after a tone; a key or silence may end it. Then acted(Done).
struct LeaveVoicemail {
  routing::QueueId queue_id;
  std::int64_t max_seconds = 0;
  bool operator==(const LeaveVoicemail&) const = default;
};
// Keep the wish to be called back, then acted().
struct RequestCallback {
  routing::QueueId queue_id;
  std::string number;
  bool operator==(const RequestCallback&) const = default;
};
struct HangUp {
  bool operator==(const HangUp&) const = default;
};
using Step = std::variant<PlayPhrases, LookUp, EnterQueue, Transfer, LeaveVoicemail, RequestCallback, HangUp>;

// ---- inputs ----

enum class LookUpOutcome { Answered, Failed, TimedOut };
BOOST_DESCRIBE_ENUM(LookUpOutcome, Answered, Failed, TimedOut)
struct LookUpResult {
  LookUpOutcome outcome = LookUpOutcome::Failed;
  std::string body;  // JSON, of Answered
};

// routing has an Outcome too, and the API names each type once.
enum class StepOutcome { Done, Failed };
BOOST_DESCRIBE_ENUM(StepOutcome, Done, Failed)
using Outcome = StepOutcome;

// ---- what is told ----

// An exit that was taken.
struct Taken {
  FlowId flow_id;
  std::int64_t version = 0;
  std::string node_id;
  std::string exit;
  base::Time at;
  bool operator==(const Taken&) const = default;
};
BOOST_DESCRIBE_STRUCT(Taken, (), (flow_id, version, node_id, exit, at))

// Why a walk ended otherwise than its flow says; the caller is hung up on.
enum class WalkFault { NoFlow, NoSuchNode, NoSettings, NoExit, TooManyNodes, TooDeep };
BOOST_DESCRIBE_ENUM(WalkFault, NoFlow, NoSuchNode, NoSettings, NoExit, TooManyNodes, TooDeep)

struct Told {
  bool stop_playing = false;
  std::optional<Step> step;
  std::vector<Taken> taken;
  std::vector<MenuChoice> chosen;
  std::optional<std::int64_t> rated;  // 1 to 5, 5 is best
  std::optional<WalkFault> fault;
};

class Walk {
 public:
  static constexpr int most_nodes = 1'000;       // since the caller last pressed a key
  static constexpr std::size_t most_levels = 8;  // of flows within flows
  static constexpr std::size_t most_typed_ahead = 32;

  // Of what is published of `flow`; above it stand the emergency switches of the centre and
  // of the flow. `seed` decides random splits.
  Told begin(World& world, base::Time now, FlowId flow, const Facts& facts, std::uint64_t seed);
  // Of a draft or an old version, for the dry run.
  Told begin(World& world, base::Time now, std::shared_ptr<const Published> flow, const Facts& facts,
             std::uint64_t seed);

  Told digit(World& world, base::Time now, char key);  // 0-9 * #; others are passed over
  Told played(World& world, base::Time now, std::int64_t number);
  Told tick(World& world, base::Time now);
  Told looked_up(World& world, base::Time now, const LookUpResult& result);
  Told queue_refused(World& world, base::Time now, routing::Admission admission);
  Told acted(World& world, base::Time now, Outcome outcome);

  // When tick() is due.
  std::optional<base::Time> next_timer() const { return timer_; }
  // The last step was HangUp, or a transfer that was done.
  bool ended() const { return doing_ == Doing::Ended; }
  // Whether a key would be heard, for the dry run.
  bool waits_for_keys() const { return doing_ == Doing::Listening; }
  const std::string& language() const { return language_; }
  // Where it stands; "" before it began.
  FlowId flow_id() const;
  const std::string& node_id() const { return node_id_; }
  // The flow with which it began, and the one in which it stands; null before it began.
  const Published* first_flow() const { return flows_.empty() ? nullptr : flows_.front().flow.get(); }
  const Published* last_flow() const { return flows_.empty() ? nullptr : flows_.back().flow.get(); }
  // Without the secret ones.
  const std::map<std::string, std::string, std::less<>>& variables() const { return variables_; }

 private:
  // Saying: what is said before the node does its thing. Listening: a menu or a collection
  // hears keys. Asked: the last step is under way.
  enum class Doing { Nothing, Saying, Listening, Asked, Ended };
  enum class Barge { Allowed, Refused };
  enum class Secrets { Shown, Hidden };
  struct Place {
    std::shared_ptr<const Published> flow;
    std::string node_id;  // of the node that went into the next flow
  };
  struct Turn;

  const Node* node() const;
  void begin_in(Turn& turn, std::shared_ptr<const Published> flow);
  Told end_turn(Turn& turn);
  void enter(Turn& turn, const Node& node);
  void take(Turn& turn, std::string_view exit);
  void fail(Turn& turn, WalkFault fault);
  void hang_up(Turn& turn);

  // Says it; false when there is nothing to say, or the caller has typed ahead over it.
  bool say(Turn& turn, const std::vector<Part>& parts, Barge barge);
  const std::vector<Part>& in_language(const Phrases& phrases) const;
  Speech speech_of(const Part& part) const;
  void after_saying(Turn& turn);
  void ask(Turn& turn, Step step);

  void begin_listening(Turn& turn, const Node& node);
  void listen(Turn& turn, const Node& node);
  void hear_menu(Turn& turn, const Node& node, char key);
  void hear_digit(Turn& turn, const Node& node, char key);
  void finish_collecting(Turn& turn, const Node& node);
  void try_again(Turn& turn, const Node& node, std::string_view exit);
  void time_out(Turn& turn, const Node& node);

  void look_up(Turn& turn, const Lookup& lookup);
  void map_answer(const Lookup& lookup, const std::string& body);
  void enter_queue(Turn& turn, const ToQueue& queue);
  void request_callback(Turn& turn, const Callback& callback);
  void rate(Turn& turn, const RatingTaking& rating);
  void enter_subflow(Turn& turn, const Subflow& subflow);
  void end_flow(Turn& turn, const Hangup& hangup);

  bool fits(const CallerBranch& branch) const;
  std::string branch_of(const ByCaller& caller) const;
  std::string share_of(const Split& split);
  bool holds(const TestVariable& test) const;
  void set(const std::string& variable, std::string value);
  std::string value_of(std::string_view variable, Secrets secrets) const;
  std::string fill(std::string_view text, Secrets secrets) const;

  std::vector<Place> flows_;  // the last is walked; those before wait for it
  std::string node_id_;
  Doing doing_ = Doing::Nothing;
  Barge barge_ = Barge::Allowed;
  std::int64_t play_number_ = 0;
  std::optional<base::Time> timer_;
  std::string typed_ahead_;
  std::string collected_;
  std::int64_t tries_ = 0;
  int nodes_ = 0;
  Facts facts_;
  std::string language_;
  std::map<std::string, std::string, std::less<>> variables_;
  std::map<std::string, std::string, std::less<>> secrets_;
  std::uint64_t seed_ = 0;
};

}  // namespace ivr
