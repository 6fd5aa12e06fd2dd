#pragma once
// The function rights of customers.

#include <vector>

#include "access/actor.h"

namespace customers {

inline constexpr org::Right view_customers{"customers.view"};
inline constexpr org::Right edit_customers{"customers.edit"};
inline constexpr org::Right delete_customers{"customers.delete"};
inline constexpr org::Right unmask_customers{"customers.unmask"};
inline constexpr org::Right merge_customers{"customers.merge"};  // and split
inline constexpr org::Right import_customers{"customers.import"};
inline constexpr org::Right export_customers{"customers.export"};
inline constexpr org::Right edit_customer_fields{"customers.fields"};

// In the order in which the console shows them.
inline std::vector<org::Right> customer_rights() {
  return {view_customers,  edit_customers,   delete_customers, unmask_customers,
          merge_customers, import_customers, export_customers, edit_customer_fields};
}

}  // namespace customers
