#pragma once
// The customers that a filter means, within the reach of a right. Lives in one transaction.
//
// Every way to find gives ids by falling id and reads hardly more than it gives, however
// many customers there are: words stream from the search index, as do mixtures of filters
// by their marks there; plain lists come from an index that ends in the id.

#include <optional>
#include <string>
#include <vector>

#include "customers/customers.h"
#include "customers/store.h"
#include "keys/keys.h"

namespace customers {

// Whether `right` reaches only what people look after, not whole centres.
bool reaches_by_owner(const org::Actor& actor, org::Right right);

class Finder {
 public:
  // References live as long as the finder.
  Finder(db::Transaction& tx, const keys::KeyRing& keys, const org::Actor& actor, org::Right right,
         const CustomerFilter& filter);

  // Up to `limit` customers by falling id, those made before `before`.
  std::vector<CustomerId> newest(std::optional<CustomerId> before, int limit) const;

 private:
  // A part of a condition on table c; %1 stands for the number of its value.
  struct Part {
    std::string sql;
    db::Value value;
  };
  // One of these numbers must stand in the column.
  struct Reach {
    std::string column;
    std::vector<std::int64_t> ids;
  };

  static std::optional<Reach> reach_of(db::Transaction& tx, const org::Actor& actor, org::Right right);
  std::vector<std::vector<std::string>> marks_of(const CustomerFilter& filter) const;
  bool is_one_list() const;
  // Reach, filter and `more`, the values numbered from `first`.
  org::Condition condition(int first, std::vector<Part> more) const;
  std::vector<Part> with_reach(std::vector<Part> more) const;
  std::vector<Part> tagged(std::vector<Part> more) const;
  // Of the rows of `from`, by their column `id`.
  std::vector<CustomerId> rows(std::string_view from, std::string_view id, std::vector<Part> more, std::int64_t before,
                               int limit) const;
  std::vector<CustomerId> by_list(std::int64_t before, int limit) const;
  std::vector<CustomerId> by_tag(std::int64_t before, int limit) const;
  std::vector<CustomerId> by_words(std::int64_t before, int limit) const;
  std::vector<CustomerId> by_identity(std::int64_t before, int limit) const;

  db::Transaction& tx_;
  const keys::KeyRing& keys_;
  const std::string text_;
  const std::string tag_fold_;
  const std::optional<Reach> reach_;  // empty: everything
  std::vector<Part> filters_;
  std::vector<std::vector<std::string>> marks_;  // of the search index: one of each list
};

}  // namespace customers
