#pragma once
// Who does what when in the living demo: visitors who come, ask, answer, thank, rate or lose
// patience; agents who sign in, take breaks, answer and write up. It is told what happened and
// gives deeds to be done; knows neither network nor database. Time and chance come from
// outside, so that an hour is a moment of a test. One thread.
//
// Who signs in to the console belongs to a newcomer from then on: such a person is let go and
// never driven, and when it is ready as an agent somebody comes who knows it.

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "simulator/organisation.h"

namespace simulator {

enum class Act {
  // Of visitors.
  Come,    // begins a chat with `text`
  Say,     // writes `text`
  Leave,   // ends the chat
  Rate,    // `score` and `text`
  HangUp,  // closes the browser
  // Of agents.
  SignIn,
  BeReady,
  Pause,  // for the reason `text`
  SignOut,
  Answer,    // the offer
  Reply,     // writes `text`
  End,       // ends the chat
  HandOn,    // gives the chat back to its queue
  Transfer,  // gives it to `queue_id`
  Record,    // writes up the contact by the script
  WriteUp,   // is done with the item
};

struct Deed {
  Act act = Act::Come;
  std::int64_t visitor = 0;
  std::size_t agent = 0;
  channels::ChatId chat_id;
  routing::OfferId offer_id;
  routing::QueueId queue_id;
  std::string text;
  int score = 0;
  const Script* script = nullptr;
};

// What a visitor is, for whom comes in its name.
struct Caller {
  std::size_t city = 0;
  Subject subject = Subject::General;
  Persona persona;
  std::string language;
  std::optional<org::PersonId> wants;  // who is to have it, as far as possible
};

// A chat as its rows say now.
struct ChatNow {
  channels::ChatId id;
  channels::ChatState state = channels::ChatState::Waiting;
  std::optional<org::PersonId> agent_id;
  routing::QueueId queue_id;
  std::int64_t last_visitor_seq = 0;
};

class Play {
 public:
  Play(const Organisation& organisation, const std::vector<Phrases>& phrases, std::uint64_t seed);

  // 1: a chat every seven seconds; 0: nobody comes. 0 to 20.
  void set_pace(double pace) { pace_ = pace; }
  double pace() const { return pace_; }
  // How many come at this hour, 1 on average; greater than 0.
  void set_volume(double volume) { volume_ = volume; }

  // What is to be done now. Call several times a second.
  std::vector<Deed> tick(base::Time now);

  // --- what happened
  void came(base::Time now, std::int64_t visitor, channels::ChatId chat);
  void could_not_come(base::Time now, std::int64_t visitor);
  // An agent's words reached the visitor.
  void visitor_heard(base::Time now, std::int64_t visitor, const std::string& text);
  void visitor_is_answered(base::Time now, std::int64_t visitor);
  void chat_over(base::Time now, std::int64_t visitor);
  void offered(base::Time now, org::PersonId person, routing::OfferId offer);
  void chat_changed(base::Time now, const ChatNow& chat);
  void agent_failed(base::Time now, std::size_t agent);  // at what it was to do
  // As an agent, by the log.
  void agent_is(base::Time now, org::PersonId person, agents::State state);
  // A newcomer's console.
  void newcomer_came(base::Time now, org::PersonId person);
  void newcomer_left(base::Time now, org::PersonId person);

  const Caller& caller(std::int64_t visitor) const { return visitors_.at(visitor).caller; }
  bool knows(std::int64_t visitor) const { return visitors_.contains(visitor); }
  std::size_t visitors() const { return visitors_.size(); }
  std::size_t at_work() const;
  std::size_t most_visitors() const;
  // Whether the person is one of ours, and nobody else's.
  bool drives(org::PersonId person) const;
  // Whether a newcomer sits there who is ready as an agent.
  bool is_ready_newcomer(org::PersonId person) const { return newcomers_.contains(person); }
  // Who is on the phone does not sign out.
  void set_on_phone(std::size_t agent, bool on_phone) { agents_[agent].on_phone = on_phone; }

 private:
  enum class Mood { Coming, Waiting, Talking, Leaving, Over };
  struct Visitor {
    Caller caller;
    const Phrases* phrases = nullptr;
    const Script* script = nullptr;
    Mood mood = Mood::Coming;
    channels::ChatId chat_id;
    std::string opening;
    std::size_t turn = 0;
    int rounds = 0, reminders = 0;
    bool said_again = false;
    bool passed_on = false;  // from one agent to another queue
    base::Time since;        // in this mood, or since the agent's or own last word
    base::Time patience;
    std::deque<std::pair<base::Time, Deed>> planned;
  };
  struct Talk {
    const Phrases* phrases = nullptr;
    const Script* script = nullptr;
    routing::QueueId queue_id;
    std::size_t turn = 0;
    std::int64_t answered_seq = 0;
    bool greeted = false, closed = false, over = false;
    std::optional<routing::QueueId> passed_to;  // where it will be transferred
    base::Time due;
  };
  struct Agent {
    agents::State state = agents::State::SignedOut;
    bool wanted = false;  // at work, if it were for us
    bool newcomers = false;
    int consoles = 0;
    std::optional<base::Time> left_at;  // the newcomer did
    base::Time due;                     // the next change of state
    base::Time until;                   // the end of its shift
    bool paused = false;
    bool on_phone = false;
    std::deque<std::pair<base::Time, Deed>> planned;
    std::map<channels::ChatId, Talk> talks;
  };
  // Who is ready as an agent and sits before a console.
  struct Newcomer {
    std::size_t city = 0;
    base::Time due;
    std::optional<std::int64_t> visitor;
  };

  double tempo() const { return std::max(1.0, pace_ / 2); }
  base::Duration pause(double low, double high) { return dice_.seconds(low / tempo(), high / tempo()); }
  std::optional<std::size_t> agent_of(org::PersonId person) const;
  std::size_t city_of(org::PersonId person) const;

  void let_come(base::Time now);
  Visitor& new_visitor(base::Time now, std::size_t city, Subject subject, std::optional<org::PersonId> wants);
  void wait(base::Time now, Visitor& visitor);
  void answer(base::Time now, Visitor& visitor, const std::string& text);
  void plan(Visitor& visitor, base::Time at, Act act, std::string text = "", int score = 0);
  void collect(base::Time now, std::deque<std::pair<base::Time, Deed>>& planned);

  void keep_shifts(base::Time now);
  std::size_t enough(bool by_phone) const;
  void keep_shift(base::Time now, std::size_t agent, bool needed);
  void speak(base::Time now, std::size_t agent, channels::ChatId id, Talk& talk);
  std::optional<routing::QueueId> another_queue(std::size_t agent, Visitor& visitor, routing::QueueId queue);
  void pass_on(base::Time now, std::size_t agent, channels::ChatId id, Talk& talk);
  void say(std::size_t agent, channels::ChatId chat, const std::string& text, const Talk& talk);
  void let_go(base::Time now, std::size_t agent);
  void welcome_newcomers(base::Time now);
  Deed deed_of(std::size_t agent, Act act) const;

  const Organisation& organisation_;
  const std::vector<Phrases>& phrases_;
  Dice dice_;
  double pace_ = 1, volume_ = 1;
  std::int64_t last_visitor_ = 0;
  std::map<std::int64_t, Visitor> visitors_;
  std::map<channels::ChatId, std::int64_t> visitor_of_chat_;
  std::vector<Agent> agents_;
  std::map<std::int64_t, std::size_t> agent_of_person_;
  std::map<org::PersonId, Newcomer> newcomers_;
  std::map<org::PersonId, int> consoles_;  // of people who are no agents of ours
  std::optional<base::Time> next_coming_;
  std::optional<base::Time> try_again_;
  base::Duration back_off_{0};
  base::Time next_look_;
  std::vector<Deed> due_;
};

}  // namespace simulator
