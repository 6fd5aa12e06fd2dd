#pragma once
// Answers that are kept for their further pages, so that these cost nothing and fit the first.
//
// Nobody is told what is kept as if it were new: a page comes from here only when it names the
// time at which the first was read. What is kept belongs to who asked, with the rights of then,
// and is forgotten after two minutes, or when newer ones need the room. Thread-safe. Private to
// the module.

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "access/actor.h"
#include "base/time.h"
#include "reporting/answers.h"

namespace reporting {

// Of one answer. Whoever wants more had better take a file.
inline constexpr std::int64_t most_kept_rows = 20'000;

struct KeptAnswer {
  base::Time read_at;
  Asked asked;
  Ordered ordered;
};

// The question as this actor asks it.
std::string name_of_answer(const org::Actor& actor, const std::string& report, const ReportQuestion& question);

class KeptAnswers {
 public:
  // Not when all of it stands on one page of `limit` rows, nor when it has more than most_kept_rows of them.
  void keep(std::string name, std::shared_ptr<const KeptAnswer> answer, std::int64_t limit, base::Time now);
  // The one that was read then, when it has the rows before `end`, or all.
  std::shared_ptr<const KeptAnswer> find(const std::string& name, base::Time read_at, std::int64_t end, base::Time now);

 private:
  struct Place {
    std::string name;
    std::shared_ptr<const KeptAnswer> answer;
    base::Time kept_at;
  };

  void forget(base::Time now);

  std::mutex mutex_;
  std::list<Place> places_;  // the newest first
};

}  // namespace reporting
