#pragma once
// Who calls whom in the living demo: customers who dial, press keys, wait, talk and lose
// patience; agents whose phones ring, who pick up, hold, pass on and write up; customers whom
// somebody calls. It is told what happened and gives deeds to be done; knows neither network
// nor database. Time and chance come from outside. One thread.
//
// Which agents are at work is Play's: this only uses their phones.

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "simulator/play.h"
#include "telephony/types.h"
#include "voice/ids.h"

namespace simulator {

enum class CallAct {
  Dial,      // calls `number` as `caller_number`
  Press,     // `keys`
  Say,       // `words`, one after the other and again, in `voice`
  PickUp,    // the leg rings at us
  Refuse,    // the same: it is engaged
  HangUp,    // the leg
  Hold,      // an agent puts its caller on hold
  Resume,    // and takes it back
  Transfer,  // an agent gives the call to `queue_id`
  Record,    // an agent writes up the call by the script
  WriteUp,   // and is done with it
};

struct CallDeed {
  CallAct act = CallAct::Dial;
  voice::LegId leg;
  std::size_t agent = 0;
  telephony::CallId call_id;
  routing::QueueId queue_id;
  std::string number, caller_number;
  std::string keys;
  std::vector<std::string> words;  // none: a murmur
  std::string language;
  int voice = 0;
  const Script* script = nullptr;
};

// A call as its row says now.
struct CallNow {
  telephony::CallId id;
  telephony::CallState state = telephony::CallState::InFlow;
  std::optional<org::PersonId> agent_id;
  std::optional<routing::QueueId> queue_id;
};

class Callers {
 public:
  Callers(const Organisation& organisation, const std::vector<Phrases>& phrases, const Play& play,
          std::function<voice::LegId()> make_leg, std::uint64_t seed);

  // As Play's; 1: a call every fifteen seconds.
  void set_pace(double pace) { pace_ = pace; }
  void set_volume(double volume) { volume_ = volume; }

  // What is to be done now. Call several times a second.
  std::vector<CallDeed> tick(base::Time now);

  // --- what happened
  void answered(base::Time now, voice::LegId leg);  // one that we dialled
  // It rings at our end of the trunk: a phone's login, or the number of a customer.
  void arrived(base::Time now, voice::LegId leg, const std::string& called);
  void ended(base::Time now, voice::LegId leg);
  void call_is(base::Time now, const CallNow& call);
  // Whose call that is.
  void found(voice::LegId leg, telephony::CallId call);
  // Somebody who is no agent of ours now is ready and has a phone that is connected; or no more.
  void newcomer_is(base::Time now, org::PersonId person, bool reachable);

  // Callers of whom it is not known which call is theirs, with their numbers.
  std::vector<std::pair<voice::LegId, std::string>> unknown() const;
  bool is_busy(std::size_t agent) const;
  // Who calls or is called.
  std::size_t calls() const { return callers_.size(); }
  std::size_t most_calls() const;
  std::size_t legs() const { return callers_.size() + desks_.size(); }

 private:
  enum class Mood { Dialling, InFlow, Waiting, Talking, Surveyed, Leaving };
  using Planned = std::deque<std::pair<base::Time, CallDeed>>;
  struct Caller {
    std::size_t city = 0;
    Persona persona;
    const Phrases* phrases = nullptr;
    const Script* script = nullptr;
    std::string opening;
    std::optional<org::PersonId> wants;
    std::string keys;
    bool is_called = false;  // somebody called this customer
    Mood mood = Mood::Dialling;
    std::optional<telephony::CallId> call_id;
    std::optional<base::Time> patience;  // none: it was never put into a queue
    int voice = 0;
    bool passed_on = false;
    base::Time since;  // it began
    Planned planned;
  };
  // A phone of ours that rings or is in a call.
  struct Desk {
    voice::LegId leg;
    base::Time since;
  };
  // What an agent does.
  struct Work {
    std::size_t agent = 0;
    const Script* script = nullptr;
    Planned planned;
  };
  struct Newcomer {
    base::Time due;
    std::optional<voice::LegId> caller;
  };

  double tempo() const { return std::max(1.0, pace_ / 4); }
  base::Duration pause(double low, double high) { return dice_.seconds(low / tempo(), high / tempo()); }

  void let_call(base::Time now);
  void welcome_newcomers(base::Time now);
  std::optional<voice::LegId> call(base::Time now, std::size_t city, std::optional<org::PersonId> wants);
  Caller somebody(base::Time now, std::size_t city, Subject subject, bool may_be_foreign);
  void ring(base::Time now, voice::LegId leg, std::size_t agent);
  void hang_up_forgotten(base::Time now);
  void press_keys(base::Time now, voice::LegId leg, Caller& caller);
  void keep_patience(base::Time now, voice::LegId leg, Caller& caller);
  void talk(base::Time now, voice::LegId leg, Caller& caller, const CallNow& call);
  void work(base::Time now, Caller& caller, const CallNow& call, std::size_t agent, base::Time end);
  void write_up(base::Time now, const CallNow& call);
  void answer_survey(base::Time now, voice::LegId leg, Caller& caller);
  void end(base::Time now, voice::LegId leg, Caller& caller);
  void plan(Caller& caller, base::Time at, CallDeed deed);
  void collect(base::Time now, Planned& planned);
  CallDeed say(const Caller& caller, voice::LegId leg, bool in_words) const;
  std::optional<std::size_t> agent_of(org::PersonId person) const;
  std::string number_of_agent(org::PersonId person) const;
  std::size_t city_of(org::PersonId person) const;

  const Organisation& organisation_;
  const std::vector<Phrases>& phrases_;
  const Play& play_;
  const std::function<voice::LegId()> make_leg_;
  Dice dice_;
  double pace_ = 1, volume_ = 1;
  std::map<voice::LegId, Caller> callers_;
  std::map<std::size_t, Desk> desks_;
  std::map<telephony::CallId, voice::LegId> caller_of_call_;
  std::map<telephony::CallId, Work> work_;  // while the agent talks
  std::set<telephony::CallId> surveyed_;    // their callers say how it was, or did
  std::vector<Work> chores_;                // before and after
  std::map<org::PersonId, Newcomer> newcomers_;
  std::optional<base::Time> next_call_;
  std::vector<CallDeed> due_;
};

}  // namespace simulator
