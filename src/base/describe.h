#pragma once
// Described structs: one BOOST_DESCRIBE_STRUCT drives JSON in both directions,
// database rows and the OpenAPI document. Templates here only build tables; the
// walkers (json.cpp, db/rows.cpp, http/openapi.cpp) are ordinary code over them.
//
//   struct TeamFields { std::string name; std::optional<PersonId> leader_id; };
//   BOOST_DESCRIBE_STRUCT(TeamFields, (), (name, leader_id))
//   inline constexpr auto limits_of(const TeamFields*) {
//     return std::array{base::Limit{"name", .min_length = 1, .max_length = 60}};
//   }
//
// Kinds: bool, integers, double, std::string, described enums (snake_case words),
// Id<Tag> (decimal string), Time (RFC 3339), std::optional, std::vector,
// std::map<std::string, T>, described structs, base::Json (any JSON, kept as text).

#include <array>
#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace base {

// Any JSON value, kept as its text.
struct Json {
  std::string text = "null";
  bool operator==(const Json&) const = default;
};

enum class Format { Plain, Email, Password, Url, Phone, Date, TimeZone, Language };
BOOST_DESCRIBE_ENUM(Format, Plain, Email, Password, Url, Phone, Date, TimeZone, Language)

// What a field may hold, beyond its type. Lengths count Unicode code points of
// strings and elements of lists; a string field without a Limit takes 200.
// Text fields may not hold control characters (tab and line breaks when `lines`).
struct Limit {
  std::string_view field;
  std::size_t min_length = 0;
  std::size_t max_length = 200;
  std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  bool lines = false;
  Format format = Format::Plain;
  bool trim = true;             // outer white space is cut while reading
  std::size_t max_items = 200;  // elements of a list or map
};

enum class Kind { Boolean, Integer, Number, String, Choice, Id, Time, Optional, List, Map, Struct, Json };

struct Type;

struct Field {
  std::string_view name;
  const Type& (*type)();
  void* (*at)(void* object);
  Limit limit;
};

// The table of one type. Erased operations take the address of a value of it.
struct Type {
  Kind kind;
  std::string name;                      // of structs and enums, without namespaces
  std::span<const Field> fields;         // Struct
  std::span<const std::string> choices;  // Choice: snake_case words, by enumerator order
  const Type* element = nullptr;         // Optional, List, Map

  // Integer, Choice (index into choices), Id, Time (epoch ms), Boolean
  std::int64_t (*load_integer)(const void*) = nullptr;
  void (*store_integer)(void*, std::int64_t) = nullptr;
  std::int64_t integer_min = 0, integer_max = 0;
  // Optional
  bool (*has)(const void*) = nullptr;
  void* (*emplace)(void*) = nullptr;  // makes an empty value and gives its address
  void (*reset)(void*) = nullptr;
  // Optional: the value; List: element `index`
  const void* (*element_at)(const void*, std::size_t index) = nullptr;
  // List
  std::size_t (*size)(const void*) = nullptr;
  void* (*append)(void*) = nullptr;
  void (*clear)(void*) = nullptr;
  // Map
  void (*each)(const void*, void* context,
               void (*visit)(void* context, const std::string& key, const void* value)) = nullptr;
  void* (*at_key)(void*, const std::string& key) = nullptr;
};

// PascalCase to snake_case: "CentreAndBelow" gives "centre_and_below", "Last30Days" "last_30_days".
std::string snake_case(std::string_view name);

template <class T>
const Type& type_of();

namespace detail {

std::string unqualified(std::string_view cxx_name);

template <class>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;
template <class>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;

template <class T>
Limit limit_for(std::string_view field) {
  if constexpr (requires { limits_of(static_cast<const T*>(nullptr)); }) {
    for (const Limit& limit : limits_of(static_cast<const T*>(nullptr)))
      if (limit.field == field) return limit;
  }
  return Limit{.field = field};
}

template <class T, class D>
Field field_of(D) {
  using Member = std::remove_cvref_t<decltype(std::declval<T&>().*D::pointer)>;
  return Field{D::name, &type_of<Member>, [](void* object) -> void* { return &(static_cast<T*>(object)->*D::pointer); },
               limit_for<T>(D::name)};
}

template <class T, class L>
struct StructTable;
template <class T, template <class...> class L, class... D>
struct StructTable<T, L<D...>> {
  static std::span<const Field> fields() {
    static const std::array<Field, sizeof...(D)> table{field_of<T>(D{})...};
    return table;
  }
};

template <class E, class L>
struct EnumTable;
template <class E, template <class...> class L, class... D>
struct EnumTable<E, L<D...>> {
  static constexpr std::array<E, sizeof...(D)> values{D::value...};
  static std::span<const std::string> words() {
    static const std::array<std::string, sizeof...(D)> table{snake_case(D::name)...};
    return table;
  }
  static std::int64_t index(E e) {
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] == e) return static_cast<std::int64_t>(i);
    return -1;
  }
};

template <class E>
using Enum = EnumTable<E, boost::describe::describe_enumerators<E>>;

// The unqualified name of T; Page<org::Team> is "TeamPage".
template <class T>
std::string cxx_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  auto begin = text.rfind("T = ") + 4;
  return unqualified(text.substr(begin, text.find_first_of(";]", begin) - begin));
}

template <class T>
const T& as(const void* p) {
  return *static_cast<const T*>(p);
}
template <class T>
T& as(void* p) {
  return *static_cast<T*>(p);
}

template <class T>
Type make_type() {
  Type t{};
  if constexpr (std::same_as<T, bool>) {
    t.kind = Kind::Boolean;
    t.load_integer = [](const void* p) -> std::int64_t { return as<bool>(p); };
    t.store_integer = [](void* p, std::int64_t v) { as<bool>(p) = v != 0; };
  } else if constexpr (std::is_enum_v<T>) {
    t.kind = Kind::Choice;
    t.name = cxx_name<T>();
    t.choices = Enum<T>::words();
    t.load_integer = [](const void* p) { return Enum<T>::index(as<T>(p)); };
    t.store_integer = [](void* p, std::int64_t v) { as<T>(p) = Enum<T>::values[static_cast<std::size_t>(v)]; };
  } else if constexpr (std::integral<T>) {
    t.kind = Kind::Integer;
    t.integer_min = static_cast<std::int64_t>(std::numeric_limits<T>::min());
    t.integer_max = sizeof(T) == 8 ? std::numeric_limits<std::int64_t>::max()
                                   : static_cast<std::int64_t>(std::numeric_limits<T>::max());
    t.load_integer = [](const void* p) { return static_cast<std::int64_t>(as<T>(p)); };
    t.store_integer = [](void* p, std::int64_t v) { as<T>(p) = static_cast<T>(v); };
  } else if constexpr (std::same_as<T, double>) {
    t.kind = Kind::Number;
  } else if constexpr (std::same_as<T, std::string>) {
    t.kind = Kind::String;
  } else if constexpr (std::same_as<T, Json>) {
    t.kind = Kind::Json;
  } else if constexpr (std::same_as<T, Time>) {
    t.kind = Kind::Time;
    t.load_integer = [](const void* p) { return epoch_ms(as<Time>(p)); };
    t.store_integer = [](void* p, std::int64_t v) { as<Time>(p) = from_epoch_ms(v); };
  } else if constexpr (is_id<T>) {
    t.kind = Kind::Id;
    t.load_integer = [](const void* p) { return as<T>(p).value; };
    t.store_integer = [](void* p, std::int64_t v) { as<T>(p).value = v; };
  } else if constexpr (is_optional<T>) {
    t.kind = Kind::Optional;
    t.element = &type_of<typename T::value_type>();
    t.has = [](const void* p) { return as<T>(p).has_value(); };
    t.emplace = [](void* p) -> void* { return &as<T>(p).emplace(); };
    t.reset = [](void* p) { as<T>(p).reset(); };
    t.element_at = [](const void* p, std::size_t) -> const void* { return &*as<T>(p); };
  } else if constexpr (is_vector<T>) {
    static_assert(!std::same_as<typename T::value_type, bool>);
    t.kind = Kind::List;
    t.element = &type_of<typename T::value_type>();
    t.size = [](const void* p) { return as<T>(p).size(); };
    t.element_at = [](const void* p, std::size_t i) -> const void* { return &as<T>(p)[i]; };
    t.append = [](void* p) -> void* { return &as<T>(p).emplace_back(); };
    t.clear = [](void* p) { as<T>(p).clear(); };
  } else if constexpr (is_map<T>) {
    t.kind = Kind::Map;
    t.element = &type_of<typename T::mapped_type>();
    t.size = [](const void* p) { return as<T>(p).size(); };
    t.clear = [](void* p) { as<T>(p).clear(); };
    t.at_key = [](void* p, const std::string& key) -> void* { return &as<T>(p)[key]; };
    t.each = [](const void* p, void* context, void (*visit)(void*, const std::string&, const void*)) {
      for (const auto& [key, value] : as<T>(p)) visit(context, key, &value);
    };
  } else {
    using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
    t.kind = Kind::Struct;
    t.name = cxx_name<T>();
    t.fields = StructTable<T, Members>::fields();
  }
  return t;
}

}  // namespace detail

// The table of T, built once.
template <class T>
const Type& type_of() {
  static const Type type = detail::make_type<T>();
  return type;
}

// The API word of an enumerator: word_of(Scope::CentreAndBelow) is "centre_and_below".
template <class E>
  requires std::is_enum_v<E>
const std::string& word_of(E e) {
  return detail::Enum<E>::words()[static_cast<std::size_t>(detail::Enum<E>::index(e))];
}

// The enumerator of an API word; empty when there is none.
template <class E>
  requires std::is_enum_v<E>
std::optional<E> from_word(std::string_view word) {
  auto words = detail::Enum<E>::words();
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == word) return detail::Enum<E>::values[i];
  return std::nullopt;
}

}  // namespace base
