#pragma once
// An organisation of 200 centres with any number of customer files that do not exist, put
// in by the product's own code. The same number gives the same files, so that a folder
// that was filled once can be asked again.

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/messages.h"
#include "bench/search/corpus.h"
#include "customers/customers.h"
#include "files/store.h"
#include "keys/keys.h"

namespace bench {

// A customer as somebody who looks for it may know it.
struct Known {
  std::string name, pinyin, company, street, city, phone, email, tag;
};

// Readable files, one after the other.
class Writer {
 public:
  struct Sheet {
    Known known;
    std::size_t centre = 0;            // 0 to centres - 1, the first ones the largest
    customers::CustomerFields fields;  // without centre and owner
    std::size_t owner = 0;             // of the centre's people; people_per_centre: nobody
  };
  Sheet next();

 private:
  std::uint32_t pick(std::uint32_t count) { return static_cast<std::uint32_t>(random_()) % count; }

  Corpus corpus_{1};
  std::mt19937 random_{2};
};

inline constexpr std::size_t people_per_centre = 5;

class Town {
 public:
  // Fills `database` unless it has these files already. References live as long as the town.
  Town(db::Database& database, const std::string& folder, std::int64_t files);

  customers::Customers& customers() { return customers_; }
  // Somebody who may see customers as far as `scope` reaches from the centre, or from those `below` it.
  org::Actor reader(org::Scope scope, std::size_t centre, const std::vector<std::size_t>& below = {}) const;
  org::Actor administrator() const;

  // 5,000 of the customers, evenly spread.
  const std::vector<Known>& known() const { return known_; }
  // The ids of some customers, evenly spread, for pages further down.
  const std::vector<std::int64_t>& ids() const { return ids_; }

 private:
  void make_organisation();
  void fill(std::int64_t files);

  db::Database& database_;
  base::ManualClock clock_;
  base::IdMaker ids_maker_;
  keys::KeyRing keys_;
  org::Platform platform_;
  org::Access access_;
  files::Store files_;
  base::Messages messages_;
  customers::Customers customers_;
  org::CentreId root_;
  std::vector<org::CentreId> centres_;
  std::vector<org::PersonId> people_;
  std::vector<Known> known_;
  std::vector<std::int64_t> ids_;
};

// One line a customer, as a list without rights would keep it.
std::string plain_text(const Writer::Sheet& sheet);

}  // namespace bench
