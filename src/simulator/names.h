#pragma once
// Names, numbers and addresses that belong to nobody, the n-th always the same.

#include <string>

namespace simulator {

// A Chinese name of two or three characters.
std::string person_name(int n);
// A mobile number of the prefix 154, which no carrier has been given.
std::string phone_number(int n);
// A street and house in a city that is on no map.
std::string street(int n);
// Contract number of a cable-TV customer.
std::string contract_number(int n);

}  // namespace simulator
