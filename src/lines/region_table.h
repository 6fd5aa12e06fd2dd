#pragma once
// The table of regions and carriers as the build makes it (tools/number_regions.py). Private to
// the module; region.h asks it.

#include <cstdint>
#include <span>
#include <string_view>

namespace lines {

struct RegionNames {
  std::string_view province, city, province_en, city_en;
};
struct CarrierNames {
  std::string_view name, name_en;
};

// From `begins[i]` on, up to the next, `values[i]` is an index into the names; 0 stands for none.
struct RegionTable {
  std::span<const RegionNames> regions;
  std::span<const CarrierNames> carriers;
  std::span<const std::uint32_t> region_begins;
  std::span<const std::uint16_t> region_values;
  std::span<const std::uint32_t> carrier_begins;
  std::span<const std::uint16_t> carrier_values;
};

const RegionTable& region_table();

}  // namespace lines
