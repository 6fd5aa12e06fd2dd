#pragma once
// Customers that do not exist: names by the frequencies of China's surnames, given names
// of frequent characters, addresses, the last digits of phones, some in pinyin and English.
// The same seed gives the same customers.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace bench {

struct Customer {
  std::int64_t id = 0;
  std::int64_t centre_id = 0;  // 1 to centres, the first ones the largest
  std::string name, latin, address, phone_tag;

  // One line a field, as modules give it to the index.
  std::string text() const { return name + "\n" + latin + "\n" + address + "\n" + phone_tag; }
};

inline constexpr int centres = 200;

class Corpus {
 public:
  explicit Corpus(std::uint32_t seed) : random_(seed) {}
  Customer next();

 private:
  std::size_t pick(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_); }
  // Early ones more often, as in Zipf's law.
  std::size_t pick_early(std::size_t count);

  std::mt19937 random_;
  std::int64_t last_id_ = 0;
};

enum class QueryKind { OneCharacter, TwoCharacters, ThreeCharacters, Latin, Digits };
inline constexpr QueryKind query_kinds[] = {QueryKind::OneCharacter, QueryKind::TwoCharacters,
                                            QueryKind::ThreeCharacters, QueryKind::Latin, QueryKind::Digits};
std::string_view word_for(QueryKind kind);

// What people would type to find customers, so common words come often.
std::vector<std::string> queries(QueryKind kind, std::size_t count, std::uint32_t seed);

}  // namespace bench
