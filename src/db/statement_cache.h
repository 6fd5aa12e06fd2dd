#pragma once
// The prepared statements of one connection, found by their SQL text; the one unused
// for longest goes when the cache is full. Owned by its connection, used by one
// thread at a time.

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace db {

template <class Statement>
class StatementCache {
 public:
  explicit StatementCache(std::size_t capacity) : capacity_(capacity) {}

  // Null when `sql` is not prepared. The pointer holds until the next make_room() or clear().
  Statement* find(std::string_view sql) {
    auto found = by_sql_.find(sql);
    if (found == by_sql_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->statement;
  }

  // Takes out the statement that has to go before another can be added, if any.
  std::optional<Statement> make_room() {
    if (entries_.size() < capacity_) return std::nullopt;
    std::optional<Statement> oldest(std::move(entries_.back().statement));
    by_sql_.erase(entries_.back().sql);
    entries_.pop_back();
    return oldest;
  }

  Statement& add(std::string_view sql, Statement statement) {
    entries_.push_front(Entry{std::string(sql), std::move(statement)});
    by_sql_.emplace(entries_.front().sql, entries_.begin());
    return entries_.front().statement;
  }

  void clear() {
    by_sql_.clear();
    entries_.clear();
  }

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string sql;
    Statement statement;
  };
  std::size_t capacity_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator> by_sql_;
};

}  // namespace db
