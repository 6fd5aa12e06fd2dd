#pragma once
// What a caller hears while waiting in a queue: the greeting, then music, which is interrupted
// by announcements of position and wait, by words of comfort, and by the offer to be called
// back. Pure: it is told what happened, and says what to play next.
//
// Announcements are due at their times; what is due while another thing plays follows it.
// Thread: its owner's.

#include <optional>
#include <string>

#include "base/messages.h"
#include "base/time.h"
#include "routing/types.h"
#include "telephony/speech.h"
#include "telephony/types.h"

namespace telephony {

class Treatment {
 public:
  // `apology` is said first: the agent was lost.
  enum class Opening { Greeting, Apology };
  Treatment(const base::Messages& messages, QueueVoice voice, std::string language, Opening opening, base::Time now);

  // What is to play now; the one before it has ended, or is replaced.
  std::variant<Words, Music> next(base::Time now);
  // Something is due though music plays: next() should be asked.
  bool is_due(base::Time now) const { return music_ && due_at() && *due_at() <= now; }
  std::optional<base::Time> due_at() const;
  // The position is wanted, since it will be told soon; the answer comes by standing().
  bool wants_standing(base::Time now) const;
  void standing(const routing::Standing& standing) { standing_ = standing; }
  // The key was pressed that accepts the call back.
  bool accepts(char digit) const { return digit == '1' && offered_; }

 private:
  enum class Part { Opening, Position, Comfort };

  Words say(const std::string& key, const base::Fields& fields = {}) const;
  Words own(const std::string& text) const;
  void add_position(Words& words);
  void add_offer(Words& words);

  const base::Messages* messages_;
  QueueVoice voice_;
  std::string language_;
  Opening opening_;
  bool opened_ = false;
  bool music_ = false;
  bool offered_ = false;
  std::optional<base::Time> position_at_;
  std::optional<base::Time> comfort_at_;
  std::optional<routing::Standing> standing_;
};

}  // namespace telephony
