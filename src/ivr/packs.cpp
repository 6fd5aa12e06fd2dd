// The flows that ship, to begin with.

#include "content/packs.h"
#include "ivr/ivr.h"

namespace ivr {

// Nothing of them is written: a flow that is made of one is the administrator's own.
void Ivr::load_packs(const std::string& content_folder) {
  templates_.clear();
  for (const auto& pack : content::find_packs(content_folder, "ivr"))
    templates_.push_back(content::read_pack<Template>(pack));
}

}  // namespace ivr
