#include "customers/finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>

#include "customers/draft.h"
#include "customers/identities.h"
#include "search/search.h"

namespace customers {
namespace {

constexpr search::Index customer_search{"customer_search"};
constexpr std::size_t max_lists = 16;

std::vector<CustomerId> ids_of(const std::vector<std::int64_t>& numbers) {
  std::vector<CustomerId> ids;
  for (auto number : numbers) ids.push_back({number});
  return ids;
}

// Two lists by falling id as one.
std::vector<CustomerId> joined(const std::vector<CustomerId>& a, const std::vector<CustomerId>& b, int limit) {
  std::vector<CustomerId> ids;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(ids), std::greater());
  ids.resize(std::min(ids.size(), static_cast<std::size_t>(limit)));
  return ids;
}

template <class Tag>
std::vector<std::int64_t> numbers_of(const std::vector<base::Id<Tag>>& ids) {
  std::vector<std::int64_t> numbers;
  for (auto id : ids) numbers.push_back(id.value);
  return numbers;
}

std::string numbered(std::string sql, int number) {
  if (auto at = sql.find("%1"); at != sql.npos) sql.replace(at, 2, std::to_string(number));
  return sql;
}

}  // namespace

bool reaches_by_owner(const org::Actor& actor, org::Right right) {
  auto held = actor.rights.find(right.key);
  return held != actor.rights.end() && held->second < org::Scope::Centre;
}

Finder::Finder(db::Transaction& tx, const keys::KeyRing& keys, const org::Actor& actor, org::Right right,
               const CustomerFilter& filter)
    : tx_(tx),
      keys_(keys),
      text_(filter.text),
      tag_fold_(search::fold(filter.tag)),
      reach_(reach_of(tx, actor, right)) {
  if (filter.stage) filters_.push_back({"c.stage = ?%1", db::to_value(*filter.stage)});
  if (filter.kind) filters_.push_back({"c.kind = ?%1", db::to_value(*filter.kind)});
  if (filter.centre_id) filters_.push_back({"c.centre_id = ?%1", db::to_value(*filter.centre_id)});
  if (filter.owner_id) filters_.push_back({"c.owner_id = ?%1", db::to_value(*filter.owner_id)});
  if (filter.tier_id) filters_.push_back({"c.tier_id = ?%1", db::to_value(*filter.tier_id)});
  if (marks_are_known(tx)) marks_ = marks_of(filter);
}

std::optional<Finder::Reach> Finder::reach_of(db::Transaction& tx, const org::Actor& actor, org::Right right) {
  if (actor.reaches_all(right)) return std::nullopt;
  if (reaches_by_owner(actor, right))
    return Reach{"c.owner_id", numbers_of(org::Access::people_within(tx, actor, right))};
  auto held = actor.rights.find(right.key);
  if (held == actor.rights.end()) return Reach{"c.centre_id", {}};
  bool below = held->second == org::Scope::CentreAndBelow;
  return Reach{"c.centre_id", below ? numbers_of(actor.centres_below) : numbers_of(std::vector{actor.place.centre_id})};
}

std::vector<std::vector<std::string>> Finder::marks_of(const CustomerFilter& filter) const {
  std::vector<std::vector<std::string>> marks;
  if (filter.owner_id) marks.push_back({mark_of(*filter.owner_id)});
  if (filter.centre_id) marks.push_back({mark_of(*filter.centre_id)});
  if (filter.tier_id) marks.push_back({mark_of(*filter.tier_id)});
  if (filter.stage) marks.push_back({mark_of(*filter.stage)});
  if (filter.kind) marks.push_back({mark_of(*filter.kind)});
  if (!tag_fold_.empty()) marks.push_back({mark_of_tag(filter.tag)});
  if (!reach_ || reach_->ids.size() > search::Index::max_marks) return marks;
  bool by_owner = reach_->column == "c.owner_id";
  marks.emplace_back();
  for (auto id : reach_->ids)
    marks.back().push_back(by_owner ? mark_of(org::PersonId{id}) : mark_of(org::CentreId{id}));
  return marks;
}

// Whether what is asked for is nearly all that stands in one list, or in a few.
bool Finder::is_one_list() const {
  return marks_.empty() || (marks_.size() == 1 && (!reach_ || reach_->ids.size() <= max_lists));
}

// "+ 0" keeps the databases from going by an index of the column, whose many rows they
// would have to sort.
std::vector<Finder::Part> Finder::with_reach(std::vector<Part> more) const {
  if (reach_) more.push_back({reach_->column + " + 0 {in ?%1}", reach_->ids});
  return more;
}

org::Condition Finder::condition(int first, std::vector<Part> more) const {
  org::Condition all{"c.merged_into IS NULL", {}};
  more.insert(more.end(), filters_.begin(), filters_.end());
  for (auto& part : more) {
    all.sql += " AND " + numbered(std::move(part.sql), first + static_cast<int>(all.values.size()));
    all.values.push_back(std::move(part.value));
  }
  return all;
}

std::vector<CustomerId> Finder::newest(std::optional<CustomerId> before, int limit) const {
  if (reach_ && reach_->ids.empty()) return {};
  auto below = before ? before->value : std::numeric_limits<std::int64_t>::max();
  if (!text_.empty()) return joined(by_words(below, limit), by_identity(below, limit), limit);
  if (!is_one_list()) return by_words(below, limit);
  return tag_fold_.empty() ? by_list(below, limit) : by_tag(below, limit);
}

std::vector<CustomerId> Finder::rows(std::string_view from, std::string_view id, std::vector<Part> more,
                                     std::int64_t before, int limit) const {
  auto where = condition(3, std::move(more));
  std::vector<db::Value> values{before, std::int64_t{limit}};
  values.insert(values.end(), where.values.begin(), where.values.end());
  auto sql = fmt::format("SELECT DISTINCT {0} FROM {1} WHERE {2} AND {0} < ?1 ORDER BY {0} DESC LIMIT ?2", id, from,
                         where.sql);
  std::vector<CustomerId> ids;
  for (db::Row row : tx_.query(sql, std::move(values))) ids.push_back(row.id<CustomerId>(0));
  return ids;
}

// Each centre or owner has an index that ends in the id; a few such lists are merged. Of
// many, enough is found among the newest of all.
std::vector<CustomerId> Finder::by_list(std::int64_t before, int limit) const {
  if (!reach_ || reach_->ids.size() > max_lists) return rows("customer c", "c.id", with_reach({}), before, limit);
  std::vector<CustomerId> found;
  for (auto id : reach_->ids)
    found = joined(found, rows("customer c", "c.id", {{reach_->column + " = ?%1", id}}, before, limit), limit);
  return found;
}

// The rows of a tag stand in the order of customers. CROSS JOIN keeps the order of the tables.
std::vector<CustomerId> Finder::by_tag(std::int64_t before, int limit) const {
  return rows("customer_tag t CROSS JOIN customer c", "t.customer_id",
              with_reach({{"c.id = t.customer_id AND t.tag_fold = ?%1", tag_fold_}}), before, limit);
}

std::vector<CustomerId> Finder::by_words(std::int64_t before, int limit) const {
  auto where = condition(4, with_reach(tagged({})));
  search::Index::Newest wanted{.query = text_,
                               .table = "customer",
                               .condition = where.sql,
                               .values = std::move(where.values),
                               .marks = marks_,
                               .before = before,
                               .limit = limit};
  auto ids = customer_search.newest(tx_, wanted);
  return ids ? ids_of(*ids) : std::vector<CustomerId>{};
}

std::vector<CustomerId> Finder::by_identity(std::int64_t before, int limit) const {
  std::vector<CustomerId> found;
  auto add = [&](std::string_view test, db::Value value) {
    auto more = tagged({{"c.id = i.customer_id AND i." + std::string(test), std::move(value)}});
    auto ids =
        rows("customer_identity i CROSS JOIN customer c", "i.customer_id", with_reach(std::move(more)), before, limit);
    found = joined(found, ids, limit);
  };
  std::vector<std::string> indexes;
  for (const auto& key : possible_keys(text_)) indexes.push_back(value_index(keys_, key));
  if (!indexes.empty()) add("value_index {in ?%1}", indexes);
  if (auto tail = possible_tail(text_); !tail.empty()) add("tail_index = ?%1", tail_index(keys_, tail));
  return found;
}

std::vector<Finder::Part> Finder::tagged(std::vector<Part> more) const {
  if (!tag_fold_.empty())
    more.push_back(
        {"EXISTS (SELECT 1 FROM customer_tag t WHERE t.tag_fold = ?%1 AND t.customer_id = c.id)", tag_fold_});
  return more;
}

}  // namespace customers
