#pragma once
// What customers tells in the event log: ids and figures, no personal data.

#include <string_view>

#include "access/events.h"
#include "customers/types.h"

namespace customers {

struct CustomerChanged {
  static constexpr std::string_view type = "customers.customer_changed";
  CustomerId customer_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(CustomerChanged, (), (customer_id, change))

// `other_id` went into `kept_id`.
struct CustomersMerged {
  static constexpr std::string_view type = "customers.merged";
  CustomerId kept_id;
  CustomerId other_id;
};
BOOST_DESCRIBE_STRUCT(CustomersMerged, (), (kept_id, other_id))

// `other_id` stands for itself again.
struct CustomersSplit {
  static constexpr std::string_view type = "customers.split";
  CustomerId kept_id;
  CustomerId other_id;
};
BOOST_DESCRIBE_STRUCT(CustomersSplit, (), (kept_id, other_id))

struct CustomersRelated {
  static constexpr std::string_view type = "customers.related";
  CustomerId customer_id;
  CustomerId other_id;
  bool related = true;  // false: the relation ended
};
BOOST_DESCRIBE_STRUCT(CustomersRelated, (), (customer_id, other_id, related))

struct CustomerFieldChanged {
  static constexpr std::string_view type = "customers.field_changed";
  FieldId field_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(CustomerFieldChanged, (), (field_id, change))

// An import was uploaded, thrown away, started, went on by a batch, or ended.
struct ImportProgressed {
  static constexpr std::string_view type = "customers.import_progressed";
  ImportId import_id;
  ImportState state = ImportState::Previewed;
  std::int64_t rows = 0, handled = 0;
};
BOOST_DESCRIBE_STRUCT(ImportProgressed, (), (import_id, state, rows, handled))

}  // namespace customers
