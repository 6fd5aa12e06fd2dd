#pragma once
// The rules of own fields: what a definition may be, and what a value must be to fit it. Pure.

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "customers/types.h"

namespace customers {

using FieldValues = std::map<std::string, std::string>;

// Faults of a definition, by paths of its body.
void check_definition(const FieldFields& fields, std::vector<base::Fault>& faults);

// Faults of the values of a file, with the paths /fields/KEY. Values that the file has
// already (`stored`) are left alone when their field was made inactive or changed since.
void check_values(const std::vector<FieldDefinition>& definitions, const FieldValues& stored, const FieldValues& values,
                  std::vector<base::Fault>& faults);

// The code of what is wrong with a value that is not empty; "" nothing.
std::string fault_of(const FieldFields& definition, const std::string& value);

}  // namespace customers
