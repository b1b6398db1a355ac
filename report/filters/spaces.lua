-- A number keeps its company: "p = 0.02", "n = 7", "10 v 9", "smallest p 0.100" and "22.5 %" never part
-- at the end of a line, in any format, whether the words were typed or computed.

local NBSP = '\u{a0}'
local SIGNS = { ['='] = true, ['<'] = true, ['>'] = true, ['≤'] = true, ['≥'] = true }
local QUANTITIES = { p = true, n = true, r = true, rho = true, kappa = true, delta = true }
local UNITS = { ['%'] = true, ms = true, mm = true, mV = true, ['µV'] = true, points = true }

local function text_of(inline) return inline and inline.t == 'Str' and inline.text or '' end
local function is_space(inline) return inline.t == 'Space' or inline.t == 'SoftBreak' end
local function begins_a_number(text) return text:match('^%d') or text:match('^−%d') end
local function ends_a_number(text) return text:match('%d$') end

-- The word without the brackets and stops around it.
local function bare(text) return (text:gsub('^[%(%[]+', ''):gsub('[%)%],;:.]+$', '')) end

local function versus(before, after)
  return after == 'v' and ends_a_number(before) or bare(before) == 'v' and begins_a_number(after)
end

local function belong_together(before, after)
  return versus(before, after) or SIGNS[bare(after)] or SIGNS[bare(before)]
    or QUANTITIES[bare(before)] and begins_a_number(after)
    or ends_a_number(before) and UNITS[bare(after)]
end

local function joined(inlines)
  for i, inline in ipairs(inlines) do
    if is_space(inline) and belong_together(text_of(inlines[i - 1]), text_of(inlines[i + 1])) then
      inlines[i] = pandoc.Str(NBSP)
    end
  end
  return inlines
end

return { { Inlines = joined } }
