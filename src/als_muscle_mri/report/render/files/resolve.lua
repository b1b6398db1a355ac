-- What the manuscript says, whichever the format: variables, numbers, cross-references.
-- Of the features of Quarto it knows those the manuscript uses, and does with them what Quarto
-- does. Embedded notebook cells arrive as divisions with an id and the caption as last paragraph,
-- the form Quarto itself gives them. formats.lua then draws what is marked here.

local stringify = pandoc.utils.stringify
local NBSP = '\u{a0}'
local NAMES = { tbl = 'Table', fig = 'Figure', sec = 'Section' }
local CALLOUTS = { note = 'Note', tip = 'Tip', important = 'Important', warning = 'Warning',
  caution = 'Caution' }

local problems = {}
local function problem(text) problems[#problems + 1] = text end

-- ---------------------------------------------------------------- variables
-- The renderer has put each {{< var a.b >}} between two characters of private use.

local MARKED = '\u{e000}(.-)\u{e001}'
local variables = {}

local function read_variables()
  local file = assert(io.open('variables.json', 'r'))
  variables = pandoc.json.decode(file:read('a'), false)
  file:close()
end

-- Like Quarto, read a value as Markdown; one that is more than a paragraph is plain text.
local function value_of(name)
  local branch = variables
  for key in name:gmatch('[^.]+') do
    branch = type(branch) == 'table' and branch[key] or nil
  end
  if branch == nil or type(branch) == 'table' then
    problem('unknown variable ' .. name)
    return pandoc.Inlines {}
  end
  local text = tostring(branch)
  local blocks = pandoc.read(text, 'markdown-raw_html').blocks
  if #blocks == 1 and (blocks[1].t == 'Para' or blocks[1].t == 'Plain') then
    return blocks[1].content
  end
  return pandoc.Inlines(text)
end

local function put_variables(str)
  if not str.text:find('\u{e000}', 1, true) then return nil end
  local result, position = pandoc.Inlines {}, 1
  for before, name, after in str.text:gmatch('()' .. MARKED .. '()') do
    if before > position then
      result:insert(pandoc.Str(str.text:sub(position, before - 1)))
    end
    result:extend(value_of(name))
    position = after
  end
  if position <= #str.text then result:insert(pandoc.Str(str.text:sub(position))) end
  return result
end

local function plain_values(text)
  return (text:gsub(MARKED, function(name) return stringify(value_of(name)) end))
end

local function decoded(target)
  return (target:gsub('%%(%x%x)', function(hex) return string.char(tonumber(hex, 16)) end))
end

local put = {
  Str = put_variables,
  Link = function(link)
    local plain = decoded(link.target)
    if plain:find('\u{e000}', 1, true) then link.target = plain_values(plain) end
    return link
  end,
}

-- ---------------------------------------------------------------- callouts
-- A callout becomes a division .callout whose first block is its title, .callout-title.

local function callout(div)
  local kind = table.concat(div.classes, ' '):match('callout%-(%a+)')
  if not kind then return nil end
  if not CALLOUTS[kind] then problem('unknown callout .callout-' .. kind) end
  local content = div.content
  local title = pandoc.Inlines { pandoc.Str(CALLOUTS[kind] or kind) }
  if div.attributes.title then
    -- Read with its marks: the value of a variable is put into what has been read, never read again.
    local read = pandoc.read(div.attributes.title, 'markdown-raw_html')
    title = pandoc.utils.blocks_to_inlines(read.blocks):walk { Str = put_variables }
  elseif content[1] and content[1].t == 'Header' then
    title = content[1].content
    content:remove(1)
  end
  content:insert(1, pandoc.Div({ pandoc.Plain(title) }, { class = 'callout-title' }))
  return pandoc.Div(content, { id = div.identifier, class = 'callout', kind = kind })
end

-- ---------------------------------------------------------------- numbers

local numbers = {} -- label to { kind = , number = }

local function give_number(identifier, kind, number)
  if identifier == '' then return end
  if numbers[identifier] then problem('the label ' .. identifier .. ' is given twice') end
  numbers[identifier] = { kind = kind, number = number }
end

-- The topmost level in use counts as the first, as in Quarto.
local function number_headings(blocks)
  local top = 7
  blocks:walk { Header = function(header) top = math.min(top, header.level) end }
  local counters = {}
  return blocks:walk {
    Header = function(header)
      header.attributes.depth = tostring(header.level - top + 1)
      if header.classes:includes('unnumbered') then
        give_number(header.identifier, 'sec', nil)
        return header
      end
      local depth = header.level - top + 1
      counters[depth] = (counters[depth] or 0) + 1
      for deeper = depth + 1, 6 do counters[deeper] = nil end
      local parts = {}
      for level = 1, depth do parts[level] = tostring(counters[level] or 0) end
      header.attributes.number = table.concat(parts, '.')
      give_number(header.identifier, 'sec', header.attributes.number)
      return header
    end,
  }
end

-- ---------------------------------------------------------------- tables and figures
-- A numbered table or figure becomes a division .float whose first block is the caption.

local counts = { tbl = 0, fig = 0 }

local function kind_of(identifier)
  local kind = identifier:match('^(%a+)%-')
  return counts[kind] and kind or nil
end

local function float(identifier, caption, content)
  local kind = kind_of(identifier)
  counts[kind] = counts[kind] + 1
  local number = tostring(counts[kind])
  give_number(identifier, kind, number)
  content:insert(1, pandoc.Plain(caption))
  return pandoc.Div(content, { id = identifier, class = 'float', kind = kind, number = number,
    name = NAMES[kind] }), false
end

local function float_of_div(div)
  if not kind_of(div.identifier) then return nil end
  local content = div.content
  local last = content[#content]
  if not last or (last.t ~= 'Para' and last.t ~= 'Plain') then
    problem('the caption of ' .. div.identifier .. ' is missing')
    return nil
  end
  content:remove(#content)
  return float(div.identifier, last.content, content)
end

local function float_of_table(tbl)
  local identifier = tbl.identifier
  if not kind_of(identifier) then return nil end
  local caption = pandoc.utils.blocks_to_inlines(tbl.caption.long)
  tbl.identifier = ''
  tbl.caption = { long = {} }
  return float(identifier, caption, pandoc.Blocks { tbl })
end

local function float_of_figure(figure)
  if not kind_of(figure.identifier) then return nil end
  local caption = pandoc.utils.blocks_to_inlines(figure.caption.long)
  local content = figure.content:walk {
    Image = function(image)
      image.attributes.alt = image.attributes['fig-alt'] or image.attributes.alt
        or stringify(caption)
      image.attributes['fig-alt'] = nil
      image.caption = {}
      return image
    end,
  }
  return float(figure.identifier, caption, content)
end

-- ---------------------------------------------------------------- references

local function reference(citation)
  local found = numbers[citation.id]
  if not found then
    problem('the reference @' .. citation.id .. ' leads to nothing')
    return pandoc.Inlines {}
  end
  if not found.number then
    problem('the reference @' .. citation.id .. ' leads to a heading without a number')
    return pandoc.Inlines {}
  end
  local text = pandoc.Inlines { pandoc.Str(NAMES[found.kind] .. NBSP) }
  if citation.mode == 'SuppressAuthor' then
    text = pandoc.Inlines {}
  elseif #citation.prefix > 0 then
    text = citation.prefix .. pandoc.Inlines { pandoc.Str(NBSP) }
  end
  text:insert(pandoc.Span(found.number, { class = 'xref-number', of = citation.id }))
  return pandoc.Inlines { pandoc.Link(text, '#' .. citation.id, '', { class = 'quarto-xref' }) }
end

local function references(cite)
  local result, crossed = pandoc.Inlines {}, 0
  for i, citation in ipairs(cite.citations) do
    if NAMES[citation.id:match('^(%a+)%-') or ''] then
      crossed = crossed + 1
      if i > 1 then result:extend { pandoc.Str(','), pandoc.Space() } end
      result:extend(reference(citation))
    end
  end
  if crossed == 0 then return nil end
  if crossed < #cite.citations then
    problem('a reference and a citation share one pair of brackets: ' .. stringify(cite))
  end
  return result
end

-- ---------------------------------------------------------------- the document

local MONTHS = { 'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
  'September', 'October', 'November', 'December' }

local function written_date(meta)
  local year, month, day = stringify(meta.date or ''):match('^(%d%d%d%d)%-(%d%d)%-(%d%d)$')
  if year and MONTHS[tonumber(month)] then
    local parts = { tostring(tonumber(day)), MONTHS[tonumber(month)], year }
    meta.date = pandoc.Inlines { pandoc.Str(table.concat(parts, NBSP)) }
  end
  return meta
end

function Pandoc(document)
  read_variables()
  document = document:walk(put)
  local blocks = document.blocks:walk { Div = callout }
  blocks = number_headings(blocks):walk {
    traverse = 'topdown',
    Div = float_of_div,
    Table = float_of_table,
    Figure = float_of_figure,
  }
  blocks = blocks:walk { Cite = references }
  if #problems > 0 then
    io.stderr:write('[ERROR] ' .. table.concat(problems, '\n[ERROR] ') .. '\n')
    os.exit(83)
  end
  return pandoc.Pandoc(blocks, written_date(document.meta))
end
