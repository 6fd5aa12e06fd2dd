#pragma once
// The consoles that are connected to this node, and who has just come or gone. Knows
// nothing of the database. Any thread. Private to the module.

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "access/types.h"
#include "base/time.h"

namespace agents {

class Desks {
 public:
  // How long a console may be gone before its agent counts as absent: time to load the page anew.
  static constexpr base::Duration grace{10'000};

  void attached(org::PersonId person);
  void detached(org::PersonId person, base::Time now);
  // Somebody who ought to be here: gone since now, unless a console is connected.
  void expect(org::PersonId person, base::Time now);

  // What is to be written: who has come, and who has been gone for too long, since when.
  struct Due {
    std::set<org::PersonId> come;
    std::map<org::PersonId, base::Time> gone;
    bool empty() const { return come.empty() && gone.empty(); }
  };
  // Hands it over once; what could not be written is put back.
  Due take(base::Time now);
  void put_back(const Due& due);

 private:
  struct Desk {
    std::size_t consoles = 0;
    bool come = false;  // not yet handed over
    std::optional<base::Time> gone_since;
  };

  std::mutex mutex_;
  std::map<org::PersonId, Desk> desks_;
};

}  // namespace agents
